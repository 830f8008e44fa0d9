import ts from 'typescript';

/** A piece of prose: where it begins, and whether it is a doc comment. */
export interface Prose {
  readonly line: number;
  readonly text: string;
  readonly isDocComment: boolean;
}

/** Returns the prose of a Markdown page, line by line, without code. Rows of the error catalogue belong to `src/errors`. */
export function proseOfPage(page: string): readonly Prose[] {
  let isCode = false;
  return page.split('\n').flatMap((line, index) => {
    const isFence = /^\s*(```|~~~)/.test(line);
    if (isFence) isCode = !isCode;
    if (isFence || isCode || /^\| `[A-Z_]+` \|/.test(line)) return [];
    return [{ line: index + 1, text: line.replaceAll(/`[^`]*`/g, '`…`'), isDocComment: false }];
  });
}

/** Returns the comments and strings of a source file. */
export function proseOfSource(file: string, code: string): readonly Prose[] {
  const tree = ts.createSourceFile(file, code, ts.ScriptTarget.ES2022, true);
  const found = new Map<number, Prose>();
  const lineAt = (position: number) => tree.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node: ts.Node): void => {
    const comments = [
      ...(ts.getLeadingCommentRanges(code, node.pos) ?? []),
      ...(ts.getTrailingCommentRanges(code, node.end) ?? []),
    ];
    for (const { pos, end } of comments) {
      const text = code.slice(pos, end);
      found.set(pos, { line: lineAt(pos), text: wordsOf(text), isDocComment: text.startsWith('/**') });
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (!ts.isImportDeclaration(node.parent)) {
        found.set(node.getStart(tree), { line: lineAt(node.getStart(tree)), text: node.text, isDocComment: false });
      }
    }
    for (const child of node.getChildren(tree)) visit(child);
  };
  visit(tree);
  return [...found].toSorted(([one], [other]) => one - other).map(([, prose]) => prose);
}

/** Returns the words of a comment in one line, without its marks and without code. */
function wordsOf(comment: string): string {
  return comment
    .replaceAll(/^\s*(\/\*\*?|\*\/|\*|\/\/)|\*\/$/gm, ' ')
    .replaceAll(/`[^`]*`/g, '`…`')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
