import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { subpathsOf } from '../../../scripts/build/entries';
import { Consumer } from './consumer';

const consumer = new Consumer();
const paths = subpathsOf(join(__dirname, '..', '..', '..')).map((subpath) => join('millrace', subpath));

/** What `entries.mjs` prints. */
interface Entries {
  readonly exported: Readonly<Record<string, readonly string[]>>;
  readonly duplicates: readonly string[];
  readonly classes: readonly string[];
}

beforeAll(() => consumer.install());

afterAll(() => {
  consumer.remove();
});

async function entries(...flags: readonly string[]): Promise<Entries> {
  return JSON.parse(await consumer.node(...flags, 'entries.mjs', ...paths)) as Entries;
}

/** Returns the files that are loaded with a module in a process of its own: those of the package and those of others. */
async function loadedWith(path: string): Promise<readonly string[]> {
  const program = `require('${path}'); process.stdout.write(JSON.stringify(Object.keys(require.cache)))`;
  return JSON.parse(await consumer.node('-e', program)) as readonly string[];
}

describe('the import paths of the package', () => {
  it('export the same values to import and to require, and have every class once', async () => {
    const { exported, duplicates, classes } = await entries();
    expect(duplicates).toEqual([]);
    expect(Object.keys(exported)).toEqual(paths);
    expect(classes).toEqual(expect.arrayContaining(['class MillraceError', 'class MachineStep', 'class VirtualClock']));
  });

  it('export the same names as modules for bundlers', async () => {
    const { exported } = await entries();
    const program = `
      globalThis.expect = { extend() {} };
      globalThis.expect = Object.assign(() => ({}), globalThis.expect);
      const exported = {};
      for (const path of ${JSON.stringify(paths)}) exported[path] = Object.keys(await import(path));
      process.stdout.write(JSON.stringify(exported));`;
    const modules = await consumer.node('--conditions=browser', '--input-type=module', '-e', program);
    const isName = (name: string) => name !== '__esModule';
    const names = Object.entries(exported).map(([path, all]) => [path, all.filter(isName)]);
    expect(JSON.parse(modules)).toEqual(Object.fromEntries(names));
  });

  it('are CommonJS for whoever requires them under the conditions of a bundler, as Jest does for a DOM', async () => {
    const file = await consumer.node('--conditions=browser', '-p', "require.resolve('millrace')");
    expect(file.trim()).toBe(consumer.path('node_modules', 'millrace', 'dist', 'index.js'));
  });
});

describe("require('millrace')", () => {
  it('loads at most 12 files, those of other packages included, and no optional package', async () => {
    const files = await loadedWith('millrace');
    expect(files.length).toBeLessThanOrEqual(12);
    expect(files.filter((file) => !/\/(millrace|semver)\//.test(file))).toEqual([]);
  });

  it('is followed by no second copy where another import path is loaded', async () => {
    const main = await loadedWith('millrace');
    const storage = await loadedWith('millrace/sqlite');
    expect(storage).toEqual(expect.arrayContaining([...main.filter((file) => file.includes('/chunks/'))]));
  });
});

describe('the stack of an error that is thrown in a step', () => {
  it('names the sources, which the package contains', async () => {
    const stack = await consumer.node('--enable-source-maps', 'failing.cjs');
    const home = consumer.path('node_modules', 'millrace');
    const places = [...stack.matchAll(/\((\/.*):\d+:\d+\)/g)].flatMap(([, file]) => file ?? []);
    const own = places.filter((file) => file.startsWith(home));
    expect(own).toContain(join(home, 'src', 'flow', 'builder', 'flow.ts'));
    expect(own).toContain(join(home, 'src', 'execution', 'step-runner.ts'));
    expect(own.filter((file) => !existsSync(file))).toEqual([]);
  });
});
