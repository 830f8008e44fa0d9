import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';
import type { Plugin } from 'rollup';
import ts from 'typescript';

/** Returns a plugin that finds the modules of `src` and compiles each with esbuild. Everything else stays an import. */
export function typescriptModules(root: string): Plugin {
  const tsconfigRaw = { compilerOptions: languageOptions(join(root, 'tsconfig.json')) };
  return {
    name: 'typescript-modules',
    resolveId: (imported, importer) => {
      if (importer === undefined) return imported;
      return imported.startsWith('.') ? sourceOf(join(dirname(importer), imported)) : { id: imported, external: true };
    },
    transform: async (code, id) => {
      const compiled = await transform(code, {
        loader: 'ts',
        target: 'es2022',
        sourcefile: id,
        sourcemap: true,
        tsconfigRaw,
      });
      return { code: compiled.code, map: compiled.map };
    },
  };
}

/** Returns the options of a configuration that change what a program does. The others are for the compiler's checks. */
function languageOptions(file: string): Pick<ts.CompilerOptions, 'experimentalDecorators' | 'useDefineForClassFields'> {
  const { config } = ts.readConfigFile(file, (path) => readFileSync(path, 'utf8')) as {
    readonly config: { readonly compilerOptions: ts.CompilerOptions };
  };
  const { experimentalDecorators = false, useDefineForClassFields = true } = config.compilerOptions;
  return { experimentalDecorators, useDefineForClassFields };
}

/** Returns the file of a module that is imported without extension. */
function sourceOf(path: string): string {
  const found = [`${path}.ts`, join(path, 'index.ts')].find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is neither ${path}.ts nor ${join(path, 'index.ts')}`);
  return found;
}
