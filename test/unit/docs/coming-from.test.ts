import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');
const parity = join(root, 'test', 'parity');

const sorted = (rows: readonly (string | undefined)[]) => [...new Set(rows.map(Number))].toSorted((a, b) => a - b);

/** The rows of a section whose tests say in their names that something is done otherwise. */
function admitted(prefix: string, section: number): readonly number[] {
  const names = readdirSync(parity).filter((name) => name.startsWith(prefix));
  const text = names.map((name) => readFileSync(join(parity, name), 'utf8')).join('\n');
  const tests = new RegExp(`['"\`]${section}\\.(\\d+) [^\\n]*\\(otherwise: `, 'g');
  return sorted([...text.matchAll(tests)].map(([, row]) => row));
}

describe.each([
  ['Flyt', 'flyt.md', 'flyt', 3],
  ['litestar-workflows', 'litestar-workflows.md', 'litestar', 2],
  ['TinyFlow', 'tinyflow.md', 'tinyflow', 5],
])('the page for those who come from %s', (_, file, prefix, section) => {
  it('lists every difference that the name of a test admits, and no other', () => {
    const page = readFileSync(join(root, 'docs', 'coming-from', file), 'utf8');
    const [, differences = ''] = page.split('## Different on purpose');
    const rows = differences.matchAll(new RegExp(`\\b${section}\\.(\\d+)\\b`, 'g'));
    const listed = sorted([...rows].map(([, row]) => row));
    expect(listed.length).toBeGreaterThan(0);
    expect(listed).toEqual(admitted(prefix, section));
  });
});
