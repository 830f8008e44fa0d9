import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { type ApiName, firstSentence, namesOf, sectionOf } from '../../../scripts/api-tables';

describe('firstSentence', () => {
  it.each([
    ['Returns a run. Throws if there is none.', 'Returns a run.'],
    ['Returns a run\nthat has ended.\n\nMore.', 'Returns a run that has ended.'],
    ['Reads `a. b` of a file. More.', 'Reads `a. b` of a file.'],
    ['The options of {@link open }.', 'The options of `open`.'],
    ['One of these:\n- a\n- b', 'One of these.'],
    ['', ''],
  ])('of %j is %j', (comment, sentence) => {
    expect(firstSentence(comment)).toBe(sentence);
  });
});

describe('the names of an entry', () => {
  const folder = mkdtempSync(join(tmpdir(), 'api-tables-'));

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function names(files: Readonly<Record<string, string>>): readonly ApiName[] {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const entry = join(folder, 'index.ts');
    return namesOf(ts.createProgram([entry], { module: ts.ModuleKind.NodeNext, noLib: true }), entry);
  }

  it('are sorted, values first, with the comments of their declarations', () => {
    const found = names({
      'index.ts': "export { type Alpha, zero, beta } from './parts';\nexport type { Gamma } from './parts';",
      'parts.ts': [
        '/** The first letter. */ export interface Alpha {}',
        '/** Returns nothing. */ export function beta(): void {}',
        '/** A letter or a number. */ export class Gamma {}',
        '/** The number 0. */ export const zero = 0;',
      ].join('\n'),
    });
    expect(found).toEqual([
      { name: 'beta', kind: 'function', isType: false, summary: 'Returns nothing.' },
      { name: 'zero', kind: 'constant', isType: false, summary: 'The number 0.' },
      { name: 'Alpha', kind: 'interface', isType: true, summary: 'The first letter.' },
      { name: 'Gamma', kind: 'class', isType: true, summary: 'A letter or a number.' },
    ]);
  });

  it('have no summary without a comment', () => {
    expect(names({ 'index.ts': 'export const bare = 0;' })).toMatchObject([{ name: 'bare', summary: '' }]);
  });
});

it('draws a table in which a summary may contain a bar', () => {
  const section = sectionOf('millrace/a', [{ name: 'b', kind: 'type', isType: true, summary: 'An `a | b`.' }]);
  expect(section.split('\n').slice(0, 3)).toEqual(['## millrace/a', '', '0 values, 1 type.']);
  expect(section).toContain('| `b` | type | An `a \\| b`. |');
});
