import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addSubpath } from '../../../scripts/add-subpath';

const root = join(__dirname, '..', '..', '..');

/** The files of this repository, with some in another state. */
function filesWith(others: Readonly<Record<string, string>>) {
  return (file: string) => {
    const path = join(root, file);
    return others[file] ?? (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  };
}

const LISTS = ['package.json', 'tsconfig.json', 'knip.json', 'typedoc.json'];

/** The keys or strings of the list in which a sub-path is entered. */
function listIn(file: string, text: string): readonly string[] {
  const { exports, compilerOptions, entry, entryPoints } = JSON.parse(text) as {
    readonly exports?: object;
    readonly compilerOptions?: { readonly paths: object };
    readonly entry?: readonly string[];
    readonly entryPoints?: readonly string[];
  };
  return entry ?? entryPoints ?? Object.keys(exports ?? compilerOptions?.paths ?? { [file]: 'has no list' });
}

describe('addSubpath', () => {
  it.each([
    ['between others', 'operations'],
    ['before all others', 'bundle'],
    ['after all others', 'zone'],
    ['in a folder of a sub-path', 'testing/harness'],
    ['of several words', 'open-telemetry'],
  ])('enters a sub-path %s, in the order of names, and changes nothing else', (_, name) => {
    const read = filesWith({ [`src/${name}/index.ts`]: '' });
    const changed = addSubpath(name, read);
    const extractor = `api-extractor.${name.replaceAll('/', '-')}.json`;
    expect([...changed.keys()].sort()).toEqual([...LISTS, extractor].sort());
    for (const file of LISTS) {
      const before = listIn(file, read(file) ?? '');
      const after = listIn(file, changed.get(file) ?? '');
      const added = after.filter((one) => !before.includes(one));
      expect(added).toEqual([expect.stringMatching(`(^|/)${name}(/index.ts)?$`)]);
      expect(after.filter((one) => !added.includes(one))).toEqual(before);
      const subpaths = after.filter((one) => /^(\.|millrace|src)\/[a-z/-]+(\/index\.ts)?$/.test(one));
      const names = subpaths.map((one) => one.replace(/^(\.|millrace|src)\//, '').replace(/\/index\.ts$/, ''));
      expect(names).toEqual([...names].sort());
    }
    expect(JSON.parse(changed.get('package.json') ?? '')).toMatchObject({
      exports: {
        [`./${name}`]: {
          types: `./dist/${name}/index.d.ts`,
          require: `./dist/${name}/index.js`,
          browser: `./dist/esm/${name}/index.mjs`,
          default: `./dist/${name}/index.js`,
        },
      },
    });
    expect(JSON.parse(changed.get(extractor) ?? '')).toMatchObject({
      mainEntryPointFilePath: `<projectFolder>/dist/${name}/index.d.ts`,
    });
  });

  it('finds nothing to do the second time', () => {
    const once = Object.fromEntries(addSubpath('zone', filesWith({ 'src/zone/index.ts': '' })));
    expect(addSubpath('zone', filesWith({ ...once, 'src/zone/index.ts': '' })).size).toBe(0);
  });

  it('has nothing to do for the sub-paths that there are', () => {
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly exports: object };
    const names = Object.keys(exports).flatMap((one) => /^\.\/([a-z/-]+)$/.exec(one)?.[1] ?? []);
    expect(names).toContain('storage');
    const changed = names.flatMap((name) => [...addSubpath(name, filesWith({})).keys()]);
    expect(changed.filter((file) => file !== 'typedoc.json')).toEqual([]);
  });

  it.each(['Foo', '../foo', 'foo/', '', 'foo.ts'])('refuses the name "%s"', (name) => {
    expect(() => addSubpath(name, filesWith({}))).toThrow('in kebab-case');
  });

  it('refuses a sub-path without an entry', () => {
    expect(() => addSubpath('none', filesWith({}))).toThrow('there is no src/none/index.ts');
  });

  it('refuses a file whose list it does not find', () => {
    const read = filesWith({ 'src/zone/index.ts': '', 'knip.json': '{}' });
    expect(() => addSubpath('zone', read)).toThrow('knip.json has no list of sub-paths');
  });
});
