import type { Plugin } from 'rollup';

// Modules of `src` that Node loads on first use are requested there by `require('./module')`.

const LAZY = /\brequire\(('\.[^']*')\)/g;

/**
 * Returns a plugin that keeps modules lazy. Rollup divides at `import()`, so that is what it sees; what it writes is a
 * `require` again, of the file that has the module.
 */
export function lazyModules(): Plugin {
  return {
    name: 'lazy-modules',
    // Only columns behind the call move, by one.
    transform: (code) => ({ code: code.replace(LAZY, 'import($1)'), map: null }),
    renderDynamicImport: () => ({ left: 'require(', right: ')' }),
  };
}

/** Returns a plugin that imports the same modules at once: bundlers leave out what is not used, and some know no `require`. */
export function eagerModules(): Plugin {
  return {
    name: 'eager-modules',
    transform: (code) => {
      const imports: string[] = [];
      const eager = code.replace(LAZY, (_, path: string) => {
        imports.push(`import * as eager${imports.length} from ${path};`);
        return `eager${imports.length - 1}`;
      });
      // In the first line, so that the source map stays.
      return { code: imports.join('') + eager, map: null };
    },
  };
}
