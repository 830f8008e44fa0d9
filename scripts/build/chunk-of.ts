import { basename, dirname } from 'node:path';
import type { GetManualChunk, PreRenderedChunk } from 'rollup';

/** The chunk with everything that `require('millrace')` loads. */
const MAIN = 'millrace';

/**
 * Returns a function that puts the modules which the main entry loads into one chunk. Other entries load that chunk too, so that
 * every class exists once; a chunk for each set of entries that share modules would be twenty files for the main entry alone.
 */
export function mainChunk(entry: string): GetManualChunk {
  let loaded: ReadonlySet<string> | undefined;
  return (id, { getModuleInfo }) => {
    loaded ??= loadedBy(entry, (module) => getModuleInfo(module)?.importedIds ?? []);
    return id !== entry && loaded.has(id) ? MAIN : undefined;
  };
}

/** Returns the modules that are loaded with a module: it and its imports, but not those on first use. */
function loadedBy(id: string, importsOf: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set([id]);
  for (const module of found) for (const imported of importsOf(module)) found.add(imported);
  return found;
}

/** Returns the file of a chunk, which is named after its last module: the one that imports the others. */
export function chunkFile({ name, facadeModuleId, moduleIds }: PreRenderedChunk): string {
  return `chunks/${name === MAIN ? MAIN : moduleName(facadeModuleId ?? moduleIds.at(-1) ?? name)}.js`;
}

/** Returns the name of a module: that of its folder if it stands for it. */
function moduleName(id: string): string {
  const name = basename(id, '.ts');
  return name === 'index' ? basename(dirname(id)) : name;
}
