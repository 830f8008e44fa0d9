import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import ts from 'typescript';

// Every type that a public signature mentions must be exported by some entry of the package, or users cannot name it.
// api-extractor sees one entry at a time, so what another entry exports is no finding here; nor is a helper that its own file
// keeps to itself, which nobody is meant to name.

const root = join(__dirname, '..');
const configs = readdirSync(root)
  .filter((name) => /^api-extractor(\.[a-z-]+)?\.json$/.test(name))
  .map((name) => ({ name, config: ExtractorConfig.loadFileAndPrepare(join(root, name)) }));

/** Returns the names that some entry of the package exports. */
function exportedNames(files: readonly string[]): ReadonlySet<string> {
  const program = ts.createProgram(files, { module: ts.ModuleKind.NodeNext, skipLibCheck: true, types: [] });
  const checker = program.getTypeChecker();
  const names = files.flatMap((file) => {
    const source = program.getSourceFile(file);
    const symbol = source && checker.getSymbolAtLocation(source);
    if (!symbol) throw new Error(`${file} is missing or is not a module: run "npm run build" first.`);
    return checker.getExportsOfModule(symbol).map((one) => one.name);
  });
  return new Set(names);
}

/** Whether some source file declares the symbol and none exports it. */
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

const exported = exportedNames(configs.map(({ config }) => config.mainEntryPointFilePath));
let failed = false;

for (const { name, config } of configs) {
  const missing = new Set<string>();
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      // A name that two files declare gets a number from api-extractor.
      const forgotten = /^The symbol "([^"]+?)(?:_\d+)?" needs to be exported/.exec(message.text)?.[1];
      if (forgotten === undefined) message.handled ||= message.messageId.startsWith('console-');
      else if (exported.has(forgotten) || isPrivate(forgotten)) message.handled = true;
      else missing.add(forgotten);
    },
  });
  console.log(
    missing.size === 0
      ? `${name}: every type that it mentions is exported by some entry`
      : `${name}: no entry exports ${[...missing].join(', ')}`,
  );
  if (missing.size > 0) failed = true;
}

process.exit(failed ? 1 : 0);
