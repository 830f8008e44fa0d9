import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { compile, errorsIn, read } from './compiler';
import { uncoveredIn } from './uncovered';

/** A new member of a closed union of the library, as an edit of the file that declares the union. */
export interface Widening {
  /** The name by which errors tell the member from those of other unions. */
  readonly name: string;
  /** The file that declares the union, as a path from the root of the repository. */
  readonly file: string;
  /** The text after which the member is inserted. It occurs once. */
  readonly after: string;
  readonly member: string;
}

/** The files that have to be changed for each new member, sorted. */
export interface PlacesToChange<Union extends string> {
  readonly of: Readonly<Record<Union, readonly string[]>>;
  /** Files with errors that name none of the members. */
  readonly unexplained: readonly string[];
}

const root = join(__dirname, '..', '..');

/**
 * Returns the files of `src` in which the compiler or the lint rule for switches misses a new member. All unions are
 * widened in one program, since a program of all sources takes seconds.
 */
export function placesToChange<Union extends string>(
  widenings: Readonly<Record<Union, Widening>>,
): PlacesToChange<Union> {
  const unions = Object.entries<Widening>(widenings);
  const files = sources();
  const program = compile(textsOf(Object.values(widenings)), files, libraryOptions());
  const found = new Map(unions.map(([union]) => [union, new Set<string>()]));
  const unexplained: string[] = [];
  for (const file of files) {
    const path = relative(root, file);
    const uncovered = uncoveredIn(program, file);
    const errors = errorsIn(program, file);
    const missed = unions.filter(
      ([, { name }]) => uncovered.has(name) || errors.some(({ text }) => text.includes(name)),
    );
    for (const [union] of missed) found.get(union)?.add(path);
    if (errors.length > 0 && missed.length === 0) unexplained.push(path);
  }
  const of = Object.fromEntries([...found].map(([union, paths]) => [union, [...paths].sort()]));
  return { of: of as unknown as Record<Union, readonly string[]>, unexplained };
}

/** Returns the widened files by their paths. */
function textsOf(widenings: readonly Widening[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { file, after, member } of widenings) {
    const path = join(root, file);
    const [before, rest, ...others] = (texts.get(path) ?? read(path)).split(after);
    if (rest === undefined || others.length > 0) throw new Error(`${file}: expected "${after}" once`);
    texts.set(path, `${before}${after}${member}${rest}`);
  }
  return texts;
}

function sources(): readonly string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(root, 'src', name));
}

/** Returns the options with which the library itself is compiled. */
function libraryOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => read(file)) as {
    readonly config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  return { ...options, skipLibCheck: true };
}
