import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const parity = join(__dirname, '..', '..', 'parity');
const tests = readdirSync(parity).map((name) => readFileSync(join(parity, name), 'utf8'));
const rows = new Set(tests.flatMap((text) => [...text.matchAll(/\bit\(\s*['"`](\d+\.\d+) /g)].map(([, row]) => row)));

/** The rows of a section from one number to another. */
function between(section: number, first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `${section}.${first + index}`);
}

it('every row of what other systems do, as far as it has a home here, has a test that is named by its number', () => {
  const expected = [...between(2, 1, 29), '2.31', '2.36', '2.39', ...between(3, 1, 43), ...between(5, 11, 18)];
  expect(expected.filter((row) => !rows.has(row))).toEqual([]);
});
