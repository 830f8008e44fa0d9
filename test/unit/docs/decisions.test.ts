import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '..', '..', '..', 'docs', 'decisions');
const records = readdirSync(folder).filter((name) => /^\d{4}-[a-z0-9-]+\.md$/.test(name));
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('the decision records', () => {
  it('each have a number of their own', () => {
    expect(records.length).toBeGreaterThan(28);
    expect(new Set(records.map((name) => name.slice(0, 4))).size).toBe(records.length);
    expect(readdirSync(folder).length).toBe(records.length + 1);
  });

  it.each(records)('%s has every part', (name) => {
    const text = read(name);
    expect(text).toMatch(/^# .+\n\n- \*\*Status\*\*: .+\n- \*\*Date\*\*: \d{4}-\d{2}-\d{2}\n/);
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase());
    for (const part of ['context', 'decision', 'consequences', 'alternatives']) {
      expect(headings.some((heading) => heading.split(' and ').includes(part))).toBe(true);
    }
  });

  it('are all listed in the index', () => {
    const listed = [...read('README.md').matchAll(/\]\((\d{4}-[a-z0-9-]+\.md)\)/g)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual(records);
  });
});
