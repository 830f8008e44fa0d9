import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Publishes a folder of src as an import path: `npm run add-subpath -- storage` makes src/storage/index.ts the entry of
// `millrace/storage`. What is there already stays as it is, so the command may be repeated. A new folder of src also has to be
// listed in .dependency-cruiser.cjs, which says what it may import.

/** A list in a JSON file that names every sub-path. */
interface SubpathList {
  readonly file: string;
  /** The list; its first group is what precedes the entries, its second the entries. */
  readonly list: RegExp;
  /** Indentation of an entry. */
  readonly indent: string;
  /** The beginning of an entry for a sub-path; the group is the name. Other entries keep their place. */
  readonly entry: RegExp;
  readonly entryFor: (name: string) => string;
}

const LISTS: readonly SubpathList[] = [
  {
    file: 'package.json',
    list: /("exports": \{\n)([\s\S]*?)(?=\n {2}\})/,
    indent: '    ',
    entry: /^ {4}"\.\/([a-z/-]+)": \{/,
    entryFor: (name) =>
      [
        `    "./${name}": {`,
        `      "types": "./dist/${name}/index.d.ts",`,
        `      "require": "./dist/${name}/index.js",`,
        `      "browser": "./dist/esm/${name}/index.mjs",`,
        `      "default": "./dist/${name}/index.js"`,
        '    }',
      ].join('\n'),
  },
  {
    file: 'tsconfig.json',
    list: /("paths": \{\n)([\s\S]*?)(?=\n {4}\})/,
    indent: '      ',
    entry: /^ {6}"millrace\/([a-z/-]+)"/,
    entryFor: (name) => `      "millrace/${name}": ["./src/${name}/index.ts"]`,
  },
  {
    file: 'knip.json',
    list: /("entry": \[\n)([\s\S]*?)(?=\n {2}\])/,
    indent: '    ',
    entry: /^ {4}"src\/([a-z/-]+)\/index\.ts"/,
    entryFor: (name) => `    "src/${name}/index.ts"`,
  },
  {
    file: 'typedoc.json',
    list: /("entryPoints": \[\n)([\s\S]*?)(?=\n {2}\])/,
    indent: '    ',
    entry: /^ {4}"src\/([a-z/-]+)\/index\.ts"/,
    entryFor: (name) => `    "src/${name}/index.ts"`,
  },
];

/** Returns the files that change, with their new texts; `read` returns the text of a file, or undefined if there is none. */
export function addSubpath(name: string, read: (file: string) => string | undefined): ReadonlyMap<string, string> {
  if (!/^[a-z]+(-[a-z]+)*(\/[a-z]+(-[a-z]+)*)*$/.test(name))
    throw new Error(`expected the path of a folder below src, in kebab-case, got "${name}"`);
  if (read(`src/${name}/index.ts`) === undefined)
    throw new Error(`there is no src/${name}/index.ts: write the entry first, then add its sub-path`);
  const changed = new Map<string, string>();
  for (const one of LISTS) {
    const before = read(one.file);
    const after = before === undefined ? undefined : withEntry(before, name, one);
    if (after === undefined) throw new Error(`${one.file} has no list of sub-paths where one is expected`);
    if (after !== before) changed.set(one.file, after);
  }
  const extractor = `api-extractor.${name.replaceAll('/', '-')}.json`;
  if (read(extractor) === undefined) changed.set(extractor, extractorConfig(name));
  return changed;
}

/** Returns the text of a file with an entry for the sub-path, in the order of names; undefined if the list is not found. */
function withEntry(text: string, name: string, { list, indent, entry, entryFor }: SubpathList): string | undefined {
  const entries = list.exec(text)?.[2]?.split(new RegExp(`,\\n(?=${indent}\\S)`));
  if (!entries) return undefined;
  const names = entries.map((one) => entry.exec(one)?.[1]);
  if (names.includes(name)) return text;
  const next = names.findIndex((one) => one !== undefined && one > name);
  const at = next >= 0 ? next : names.findLastIndex((one) => one !== undefined) + 1;
  const renewed = [...entries.slice(0, at), entryFor(name), ...entries.slice(at)].join(',\n');
  return text.replace(list, (_, start: string) => start + renewed);
}

function extractorConfig(name: string): string {
  const config = {
    $schema: 'https://developer.microsoft.com/json-schemas/api-extractor/v7/api-extractor.schema.json',
    extends: './api-extractor.json',
    mainEntryPointFilePath: `<projectFolder>/dist/${name}/index.d.ts`,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

function main(root: string, name: string | undefined): void {
  if (name === undefined) throw new Error('name the sub-path: npm run add-subpath -- storage');
  const changed = addSubpath(name, (file) => {
    const path = join(root, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  });
  for (const [file, text] of changed) writeFileSync(join(root, file), text);
  console.log(changed.size === 0 ? `millrace/${name} is there already` : `changed ${[...changed.keys()].join(', ')}`);
}

if (require.main === module) {
  try {
    main(join(__dirname, '..'), process.argv[2]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
