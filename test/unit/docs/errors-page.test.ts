import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES } from 'millrace';

const root = join(__dirname, '..', '..', '..');
const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8');

describe('the page of errors', () => {
  it('has a row for every code, with the text that the code list has', () => {
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (.*) \|$/gm)].map(([, code, text]) => [code, text]);
    expect(Object.fromEntries(rows)).toEqual(ERROR_CODES);
  });
});
