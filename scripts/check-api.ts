import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import ts from 'typescript';

// Every type that a public signature mentions must be exported too, or users cannot name it. Two kinds do not count: what
// the main entry or the sub-path above exports (api-extractor sees one entry at a time and would call those forgotten), and
// a helper that its own file keeps to itself, which nobody is meant to name.

const root = join(__dirname, '..');
const configs = readdirSync(root).filter((name) => /^api-extractor(\.[a-z-]+)?\.json$/.test(name));

function exportsOf(file: string): ReadonlySet<string> {
  const program = ts.createProgram([file], { module: ts.ModuleKind.NodeNext, skipLibCheck: true, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  if (!symbol) throw new Error(`${file} is missing or is not a module: run "npm run build" first.`);
  return new Set(checker.getExportsOfModule(symbol).map((one) => one.name));
}

/** Whether some source file declares the symbol and does not export it. */
function isPrivate(symbol: string): boolean {
  const declared = new RegExp(
    `^(export )?(declare )?(abstract )?(type|interface|const|class|function) ${symbol}\\b`,
    'm',
  );
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const hits = files.flatMap((file) => declared.exec(readFileSync(join(root, 'src', file), 'utf8'))?.[0] ?? []);
  return hits.length > 0 && hits.every((hit) => !hit.startsWith('export'));
}

/** The entries that stand above one: of `testing-jest` the main one and `testing`. */
function entriesAbove(config: string): readonly string[] {
  const [, path = ''] = /^api-extractor\.([a-z-]+)\.json$/.exec(config) ?? [];
  const folders = path.split('-');
  return folders.map((_, depth) => join(root, 'dist', ...folders.slice(0, depth), 'index.d.ts'));
}

let failed = false;

for (const name of configs) {
  const config = ExtractorConfig.loadFileAndPrepare(join(root, name));
  const above = name === 'api-extractor.json' ? [] : entriesAbove(name).map(exportsOf);
  let missing = 0;
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      // A name that two files declare gets a number from api-extractor.
      const forgotten = /^The symbol "([^"]+?)(?:_\d+)?" needs to be exported/.exec(message.text)?.[1];
      if (forgotten === undefined) message.handled ||= message.messageId.startsWith('console-');
      else if (above.some((names) => names.has(forgotten)) || isPrivate(forgotten)) message.handled = true;
      else missing += 1;
    },
  });
  console.log(
    `${name}: ${missing === 0 ? 'every type it mentions is exported' : `${missing} mentions of types that are not exported`}`,
  );
  if (missing > 0) failed = true;
}

process.exit(failed ? 1 : 0);
