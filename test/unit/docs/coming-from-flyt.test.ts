import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');
const page = readFileSync(join(root, 'docs', 'coming-from', 'flyt.md'), 'utf8');
const parity = join(root, 'test', 'parity');
const tests = readdirSync(parity)
  .filter((name) => name.startsWith('flyt'))
  .map((name) => readFileSync(join(parity, name), 'utf8'))
  .join('\n');

const sorted = (rows: readonly (string | undefined)[]) => [...new Set(rows.map(Number))].toSorted((a, b) => a - b);
/** The second part of a row's number, wherever the name of a test begins with one. */
const rowsOf = (pattern: RegExp) => sorted([...tests.matchAll(pattern)].map(([, row]) => row));

describe('the page for those who come from Flyt', () => {
  it('lists every difference that the name of a test admits, and no other', () => {
    const [, differences = ''] = page.split('## Different on purpose');
    const listed = sorted([...differences.matchAll(/\b3\.(\d+)\b/g)].map(([, row]) => row));
    expect(listed).toEqual(rowsOf(/['"`]3\.(\d+) [^\n]*\(otherwise: /g));
  });
});
