import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..', '..');
const entries = [
  'src/index.ts',
  'src/inversify/index.ts',
  'src/postgres/index.ts',
  'src/sqlite/index.ts',
  'src/testing/index.ts',
].map((file) => join(root, file));

/** The public names of an entry that no doc comment explains. */
function undocumented(program: ts.Program, entry: string): readonly string[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} is no module`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => ((symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)))
    .filter((symbol) => symbol.getDocumentationComment(checker).length === 0)
    .map((symbol) => symbol.name);
}

describe('the public names', () => {
  it('are all explained by a doc comment', () => {
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
      ts.sys,
      root,
    );
    const program = ts.createProgram(entries, { ...options, noEmit: true });
    expect(entries.flatMap((entry) => undocumented(program, entry))).toEqual([]);
  });
});
