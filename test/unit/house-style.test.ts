import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import longFiles from '../../scripts/long-files.json';

const root = join(__dirname, '..', '..');
const exceptions: Readonly<Record<string, string>> = longFiles;

const source = new Map(
  (existsSync(join(root, 'src')) ? readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }) : [])
    .filter((name) => /\.[cm]?tsx?$/.test(name))
    .sort()
    .map((name) => [`src/${name.replaceAll('\\', '/')}`, readFileSync(join(root, 'src', name), 'utf8')]),
);
const lengths = new Map([...source].map(([file, code]) => [file, code.trimEnd().split('\n').length]));

const timers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];

/** What a file uses of the world outside a pure function. Comments are not part of the tree, so words in them do not count. */
function impurities(file: string, code: string): string[] {
  const strict = /^src\/(core|history)\//.test(file);
  const tree = ts.createSourceFile(file, code, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const what = impurity(node, strict);
    if (what !== undefined) {
      found.push(`${file}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1} ${what}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function impurity(node: ts.Node, strict: boolean): string | undefined {
  if (ts.isIdentifier(node)) {
    if (timers.includes(node.text)) return node.text;
    // The types of the builder may say `Promise<…>` (what a user's function returns); the state machine has no use for it.
    if (strict && node.text === 'Promise') return 'Promise';
  }
  if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && ts.isIdentifier(node.expression)) {
    if (node.expression.text === 'Date' || node.expression.text === 'Promise') return `new ${node.expression.text}`;
  }
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const name = `${node.expression.text}.${node.name.text}`;
    if (name === 'Date.now' || name === 'Math.random' || node.expression.text === 'Promise') return name;
  }
  if (ts.isStringLiteral(node) && /^rxjs(\/|$)/.test(node.text)) return 'rxjs';
  return undefined;
}

/** Returns the classes whose constructors have more than four parameters. */
function longConstructors(file: string, code: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isConstructorDeclaration(node) && node.parameters.length > 4)
      found.push(`${file} ${node.parent.name?.text ?? ''}`);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.ES2022, true));
  return found;
}

/** Returns the types and classes that a file exports by declaration. */
function exportedTypes(file: string, code: string): readonly string[] {
  const tree = ts.createSourceFile(file, code, ts.ScriptTarget.ES2022, true);
  const imported = importedTypes(tree);
  return tree.statements.flatMap((statement) => {
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    if ((!isType && !ts.isClassDeclaration(statement)) || statement.name === undefined) return [];
    if (!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    const name = statement.name.text;
    return ts.isTypeAliasDeclaration(statement) && imported.get(statement.type.getText(tree)) === name ? [] : [name];
  });
}

/** Returns the names under which imported types are exported, by local name. An alias with that name is a re-export. */
function importedTypes(tree: ts.SourceFile): ReadonlyMap<string, string> {
  return new Map(
    tree.statements.flatMap((statement) => {
      const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
      if (!bindings || !ts.isNamedImports(bindings)) return [];
      return bindings.elements.map(({ name, propertyName }) => [name.text, (propertyName ?? name).text] as const);
    }),
  );
}

/** Returns the names that several files export as types. The two SQL storages are built alike, so their twins do not count. */
function namesExportedTwice(files: Iterable<readonly [file: string, code: string]>): readonly string[] {
  const filesByName = new Map<string, Set<string>>();
  for (const [file, code] of files) {
    for (const name of exportedTypes(file, code)) {
      const twin = file.replace(/^src\/(sqlite|postgres)\//, 'src/sql/');
      filesByName.set(name, (filesByName.get(name) ?? new Set()).add(twin));
    }
  }
  const isTwinOnly = (found: ReadonlySet<string>) => [...found].every((file) => file.startsWith('src/sql/'));
  return [...filesByName].flatMap(([name, found]) => (found.size > 1 && !isTwinOnly(found) ? [name] : [])).sort();
}

describe('house style of src', () => {
  it('names files in kebab-case, after what they hold', () => {
    const odd = [...source.keys()].filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(file)));
    const vague = [...source.keys()].filter((file) => ['utils.ts', 'types.ts'].includes(basename(file)));
    expect({ odd, vague }).toEqual({ odd: [], vague: [] });
  });

  it('keeps files short', () => {
    const long = [...lengths].filter(([file, count]) => count > 400 && exceptions[file] === undefined);
    const sorted = [...lengths.values()].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    expect(long).toEqual([]);
    expect(median).toBeLessThan(80);
  });

  it('lists only long files as exceptions, each with a reason', () => {
    const stale = Object.entries(exceptions).filter(
      ([file, reason]) => reason.trim() === '' || (file.startsWith('src/') && (lengths.get(file) ?? 0) <= 400),
    );
    expect(stale).toEqual([]);
  });

  it('keeps src/core, src/history and src/flow pure', () => {
    const pure = [...source].filter(([file]) => /^src\/(core|history|flow)\//.test(file));
    expect(pure.flatMap(([file, code]) => impurities(file, code))).toEqual([]);
  });

  it('sees what is not pure', () => {
    const code = [
      "import type { Observable } from 'rxjs';",
      '// setTimeout in a comment',
      'export const at = Date.now() + Math.random();',
      'export const later = (f: () => void) => setTimeout(f, 1);',
      'export const all = Promise.all([new Promise(() => {})]);',
      'export type Result = Promise<Date>;',
    ].join('\n');
    const words = (file: string) => impurities(file, code).map((one) => one.replace(/^\S+ /, ''));
    const always = ['rxjs', 'Date.now', 'Math.random', 'setTimeout', 'Promise.all', 'new Promise'];
    expect(words('src/flow/a.ts')).toEqual(always);
    expect(new Set(words('src/core/a.ts'))).toEqual(new Set([...always, 'Promise']));
  });

  it('keeps folders small, and those of the storage engine smaller', () => {
    const counts = new Map<string, number>();
    for (const file of source.keys()) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    const most = (folder: string) => (folder.startsWith('src/engine/durable') ? 8 : 15);
    expect(counts.size).toBeGreaterThan(50);
    expect([...counts].filter(([folder, count]) => count > most(folder))).toEqual([]);
  });

  it('takes at most four parameters in a constructor, or one object', () => {
    expect([...source].flatMap(([file, code]) => longConstructors(file, code))).toEqual([]);
  });

  it('sees a constructor with five parameters', () => {
    const code = 'class A { constructor(a, b, c, d, private e) {} } class B { constructor(a, b, c, d) {} }';
    expect(longConstructors('a.ts', code)).toEqual(['a.ts A']);
  });

  it('names each exported type once', () => {
    expect(namesExportedTwice(source)).toEqual([]);
  });

  it('sees a name that two types share', () => {
    const files = [
      ['src/core/a.ts', 'export interface Shared {} export class Own {} interface Inner {}'],
      ['src/flow/b.ts', 'export type Shared = string; export type Inner = number;'],
      ['src/inversify/c.ts', "import type { Own as Port } from '../core'; export type Own = Port;"],
      ['src/sqlite/d.ts', 'export class Twin {}'],
      ['src/postgres/e.ts', 'export class Twin {}'],
    ] as const;
    expect(namesExportedTwice(files)).toEqual(['Shared']);
  });

  it('imports inversify in src/inversify alone', () => {
    const others = [...source].filter(
      ([file, code]) =>
        !file.startsWith('src/inversify/') &&
        ts.preProcessFile(code).importedFiles.some((one) => /^inversify(\/|$)/.test(one.fileName)),
    );
    expect(others.map(([file]) => file)).toEqual([]);
  });

  it('keeps the main entry small', () => {
    const entry = source.get('src/index.ts') ?? '';
    const names = [...entry.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, type, list = '']) =>
      list
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')
        .map((name) => ({ name, isType: type !== undefined || name.startsWith('type ') })),
    );
    expect(names.filter(({ isType }) => !isType).length).toBeLessThanOrEqual(46);
    expect(names.filter(({ isType }) => isType).length).toBeLessThanOrEqual(95);
  });
});
