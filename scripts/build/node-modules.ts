import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'rollup';

/**
 * Returns a plugin that turns Node's own modules into modules of the package, since bundlers for browsers refuse their names even
 * in files that they leave out. They have what the runtime offers: everything in Node, in a browser nothing.
 */
export function nodeModules(root: string): Plugin {
  const names = new Map<string, string>();
  return {
    name: 'node-modules',
    resolveId: (imported) => {
      if (!isBuiltin(imported)) return null;
      const id = join(root, 'src', 'node', `${imported.replace('node:', '')}.ts`);
      names.set(id, imported);
      return id;
    },
    load: async (id) => {
      const name = names.get(id);
      return name === undefined ? null : moduleOf(name, Object.keys((await import(name)) as object));
    },
  };
}

/** Returns the text of a module that exports what the runtime's module has. Rollup leaves out what nobody imports. */
function moduleOf(name: string, members: readonly string[]): string {
  return [
    `const member = (name) => globalThis.process?.getBuiltinModule?.('${name}')?.[name];`,
    ...members
      .filter((one) => one !== 'default')
      .map((one) => `export const ${one} = /* @__PURE__ */ member('${one}');`),
  ].join('\n');
}
