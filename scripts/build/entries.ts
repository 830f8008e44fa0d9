import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the import paths of the package without its name, in the order of package.json: `''`, `sqlite`, `testing/jest`. */
export function subpathsOf(root: string): readonly string[] {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly exports: object };
  return Object.keys(exports)
    .filter((name) => name !== './package.json')
    .map((name) => name.replace(/^\.\/?/, ''));
}

/** Returns the entries of the build: the name of each built file without its extension, and the source. */
export function entriesOf(root: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    subpathsOf(root).map((subpath) => {
      const name = subpath === '' ? 'index' : `${subpath}/index`;
      return [name, join(root, 'src', `${name}.ts`)];
    }),
  );
}
