import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

// Compiles files as a user's project would, against the sources of this repository.

const root = join(__dirname, '..', '..');

const userOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node', 'jest'],
  typeRoots: [join(root, 'node_modules', '@types')],
  paths: { millrace: [join(root, 'src', 'index.ts')], 'millrace/*': [join(root, 'src', '*', 'index.ts')] },
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  useDefineForClassFields: false,
  skipLibCheck: true,
  declaration: true,
  emitDeclarationOnly: true,
};

const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * Returns one program of some files, whose text may be given instead of read.
 *
 * @param roots files of the program besides those whose text is given
 */
export function compile(
  texts: ReadonlyMap<string, string>,
  roots: readonly string[] = [],
  options: ts.CompilerOptions = userOptions,
): ts.Program {
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (file, version) => {
    const text = texts.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, version, true);
    if (!parsed.has(file)) parsed.set(file, getSourceFile.call(host, file, version));
    return parsed.get(file);
  };
  host.fileExists = (file) => texts.has(file) || fileExists.call(host, file);
  return ts.createProgram([...new Set([...texts.keys(), ...roots])], options, host);
}

/** The errors in one file, as line and text. */
export function errorsIn(
  program: ts.Program,
  file: string,
): readonly { readonly line: number; readonly text: string }[] {
  const source = program.getSourceFile(file);
  if (!source) throw new Error(`${relative(root, file)} is not part of the program`);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((found) => ({
    line: source.getLineAndCharacterOfPosition(found.start ?? 0).line,
    text: ts.flattenDiagnosticMessageText(found.messageText, '\n').replaceAll(`${root}/`, ''),
  }));
}

export function inTypes(...path: string[]): string {
  return join(__dirname, ...path);
}

export function read(file: string): string {
  return readFileSync(file, 'utf8');
}
