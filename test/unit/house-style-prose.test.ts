import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import forbidden from '../../scripts/forbidden-words.json';
import { type Prose, proseOfPage, proseOfSource } from '../support/prose';

const root = join(__dirname, '..', '..');
const words = forbidden.words.map(({ pattern, use }) => ({ found: new RegExp(`\\b(?:${pattern})\\b`, 'i'), use }));
const starts = new RegExp(`^(?:${forbidden.docCommentStarts.join('|')})\\b`);

const below = (folder: string, ending: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith(ending) && !name.startsWith('docs/api/'));

/** Returns each use of a word that is not to be used, with what to write instead. */
function faultsOf(file: string, prose: readonly Prose[]): readonly string[] {
  return prose.flatMap(({ line, text, isDocComment }) => [
    ...words.flatMap(({ found, use }) => {
      const match = found.exec(text);
      return match ? [`${file}:${line} "${match[0]}": ${use}`] : [];
    }),
    ...(isDocComment && starts.test(text) ? [`${file}:${line} begins with "${text.slice(0, 20)}…"`] : []),
  ]);
}

const read = (file: string) => readFileSync(join(root, file), 'utf8');

describe('plain English', () => {
  const isChecked = (file: string) => !(file in forbidden.skipped);
  const pages = [...below('docs', '.md'), 'README.md', 'CONTRIBUTING.md'].filter(isChecked);
  const done = forbidden.src.flatMap((folder) => below(folder, '.ts')).filter(isChecked);

  it('is what pages are written in', () => {
    expect(pages.length).toBeGreaterThan(30);
    expect(pages.flatMap((file) => faultsOf(file, proseOfPage(read(file))))).toEqual([]);
  });

  it('is what comments and messages of samples, and of finished folders of src, are written in', () => {
    const files = [...below('samples', '.ts'), ...done];
    expect(files.flatMap((file) => faultsOf(file, proseOfSource(file, read(file))))).toEqual([]);
  });

  it('is recognised by its words and by how doc comments begin', () => {
    const code = [
      '/** Gives how many runs it has got. */',
      'export const count = 1;',
      `const message = 'expected a text'; // whoever asks`,
      '/** Returns the `deed`. */',
      'export const deed = "in vain";',
    ].join('\n');
    expect(faultsOf('a.ts', proseOfSource('a.ts', code))).toEqual([
      'a.ts:1 begins with "Gives how many runs …"',
      'a.ts:3 "a text": a string',
      'a.ts:3 "whoever": the caller, the owner, the component that …',
      'a.ts:5 "in vain": without effect',
    ]);
    const page = ['Whoever', '```ts', 'a text', '```', '`a text`', '| `TIMEOUT` | mend it |'].join('\n');
    expect(faultsOf('a.md', proseOfPage(page))).toEqual([
      'a.md:1 "Whoever": the caller, the owner, the component that …',
    ]);
  });
});
