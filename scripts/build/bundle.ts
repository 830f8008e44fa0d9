import { join } from 'node:path';
import { type InputOptions, type OutputOptions, type Plugin, type RollupBuild, rollup } from 'rollup';
import { chunkFile, mainChunk } from './chunk-of';
import { entriesOf } from './entries';
import { eagerModules, lazyModules } from './lazy-modules';
import { nodeModules } from './node-modules';
import { typescriptModules } from './typescript-modules';

/** Options of both forms. */
const COMMON: OutputOptions = {
  esModule: true,
  generatedCode: { constBindings: true },
  hoistTransitiveImports: false,
  externalLiveBindings: false,
};

/** Writes the package in its two forms. */
export async function bundle(root: string, dist: string): Promise<void> {
  await writeForNode(root, dist);
  await writeForBundlers(root, join(dist, 'esm'));
}

/** Writes a CommonJS file per entry, and the chunks that entries share. */
async function writeForNode(root: string, dir: string): Promise<void> {
  const modules = await modulesOf(root, { plugins: [lazyModules()], treeshake: false });
  await modules.write({
    ...COMMON,
    dir,
    format: 'cjs',
    // The maps name the sources, which the package contains.
    sourcemap: true,
    sourcemapExcludeSources: true,
    chunkFileNames: chunkFile,
    manualChunks: mainChunk(join(root, 'src', 'index.ts')),
  });
  await modules.close();
}

/** Writes ES modules one by one, since bundlers leave out modules that are not used. */
async function writeForBundlers(root: string, dir: string): Promise<void> {
  const modules = await modulesOf(root, {
    plugins: [eagerModules(), nodeModules(root)],
    // No other module is imported for its effects alone; package.json says the same to bundlers.
    treeshake: { moduleSideEffects: (id) => id === 'reflect-metadata' },
  });
  await modules.write({
    ...COMMON,
    dir,
    format: 'es',
    preserveModules: true,
    preserveModulesRoot: join(root, 'src'),
    entryFileNames: '[name].mjs',
  });
  await modules.close();
}

/** What the forms do differently with the modules of `src`. */
interface FormOptions {
  readonly plugins: readonly Plugin[];
  readonly treeshake: InputOptions['treeshake'];
}

function modulesOf(root: string, { plugins, treeshake }: FormOptions): Promise<RollupBuild> {
  return rollup({
    input: entriesOf(root),
    plugins: [...plugins, typescriptModules(root)],
    preserveEntrySignatures: 'strict',
    treeshake,
    onLog: (level, { code, message }) => {
      // An entry with types alone is empty.
      if (level === 'warn' && code !== 'EMPTY_BUNDLE') throw new Error(message);
    },
  });
}
