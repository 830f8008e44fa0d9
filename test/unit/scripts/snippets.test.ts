import { renewSnippets } from '../../../scripts/snippets';

const source = [
  "import { a } from 'a';",
  '',
  'class Outer {',
  '  // #region body',
  '  run() {',
  '    // #region inner',
  '    return 1;',
  '    // #endregion inner',
  '  }',
  '  // #endregion body',
  '}',
  '// #region open',
  '',
].join('\n');

const read = (path: string) => (path === 'samples/a.ts' ? source : undefined);
const page = (marker: string, ...code: string[]) =>
  ['# Page', '', marker, '```ts', ...code, '```', 'After.'].join('\n');

describe('renewSnippets', () => {
  it('replaces a drifted block by its region, dedented and without region comments', () => {
    const result = renewSnippets(page('<!-- snippet: samples/a.ts#body -->', 'old();'), read);
    expect(result.text).toBe(page('<!-- snippet: samples/a.ts#body -->', 'run() {', '  return 1;', '}'));
    expect(result.drifted).toEqual([{ line: 3, snippet: 'samples/a.ts#body' }]);
    expect(result.errors).toEqual([]);
  });

  it('finds nothing to do the second time', () => {
    const once = renewSnippets(page('<!-- snippet: samples/a.ts#inner -->'), read).text;
    expect(renewSnippets(once, read)).toEqual({ text: once, drifted: [], errors: [] });
  });

  it('takes the whole file where no region is named', () => {
    const { text } = renewSnippets(page('<!-- snippet: samples/a.ts -->'), read);
    expect(text).toContain("```ts\nimport { a } from 'a';\n\nclass Outer {\n  run() {\n    return 1;\n  }\n}\n```");
  });

  it('keeps the indentation of a block inside a list', () => {
    const list = ['- item', '  <!-- snippet: samples/a.ts#inner -->', '  ```ts', '  ```', ''].join('\n');
    expect(renewSnippets(list, read).text).toContain('  ```ts\n  return 1;\n  ```');
  });

  it.each([
    ['samples/b.ts#body', 'there is no file samples/b.ts'],
    ['samples/a.ts#none', 'samples/a.ts has no region "none"'],
    ['samples/a.ts#open', 'samples/a.ts has no region "open"'],
  ])('refuses %s and leaves the block alone', (snippet, message) => {
    const before = page(`<!-- snippet: ${snippet} -->`, 'kept();');
    const result = renewSnippets(before, read);
    expect(result.text).toBe(before);
    expect(result.errors).toEqual([{ line: 3, message: `snippet ${snippet}: ${message}` }]);
  });

  it('refuses a marker that is not directly above a complete fence', () => {
    const errors = (text: string) => renewSnippets(text, read).errors.map((one) => one.line);
    expect(errors('<!-- snippet: samples/a.ts#body -->\n\n```ts\n```')).toEqual([1]);
    expect(errors('<!-- snippet: samples/a.ts#body -->\n```ts\nx')).toEqual([1]);
  });

  it('leaves blocks without a marker, and markers shown inside a fence, as they are', () => {
    const text = '```md\n<!-- snippet: samples/a.ts#body -->\n```\n\n```ts\nfree();\n```\n';
    expect(renewSnippets(text, read)).toEqual({ text, drifted: [], errors: [] });
  });
});
