import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { compile, errorsIn, read } from './compiler';

/** A new member of a closed union of the library, as an edit of the file that declares the union. */
export interface Widening {
  /** The file that declares the union, as a path from the root of the repository. */
  readonly file: string;
  /** The text after which the member is inserted. It occurs once. */
  readonly after: string;
  readonly member: string;
}

const root = join(__dirname, '..', '..');

/** Returns the files of a folder of `src` that do not compile once a union has a new member, sorted. */
export function filesToChange({ file, after, member }: Widening, folder: string): readonly string[] {
  const path = join(root, file);
  const [before, rest, ...others] = read(path).split(after);
  if (rest === undefined || others.length > 0) throw new Error(`${file}: expected "${after}" once`);
  const files = sourcesIn(folder);
  const program = compile(new Map([[path, `${before}${after}${member}${rest}`]]), files, libraryOptions());
  const [typo] = program.getSyntacticDiagnostics(program.getSourceFile(path));
  if (typo) throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(typo.messageText, ' ')}`);
  return files
    .filter((one) => errorsIn(program, one).length > 0)
    .map((one) => relative(root, one))
    .sort();
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(root, folder, name));
}

/** Returns the options with which the library itself is compiled. */
function libraryOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => read(file)) as {
    readonly config: object;
  };
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root).options;
}
