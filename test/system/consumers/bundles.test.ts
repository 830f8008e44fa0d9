import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve, { type RollupNodeResolveOptions } from '@rollup/plugin-node-resolve';
import { type BuildOptions, build } from 'esbuild';
import { rollup } from 'rollup';
import { Consumer } from './consumer';

/** A project without optional peers. */
const consumer = new Consumer();
/** A folder without packages, where bundles run. */
let elsewhere: string;

beforeAll(async () => {
  elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-bundles-')));
  await consumer.install(['rxjs', 'semver']);
});

afterAll(() => {
  consumer.remove();
  rmSync(elsewhere, { recursive: true });
});

async function bundledByEsbuild(program: string, options: BuildOptions): Promise<string> {
  const outfile = consumer.path('bundles', 'esbuild', program.replace('.mjs', '.cjs'));
  const { warnings } = await build({
    absWorkingDir: consumer.path(),
    entryPoints: [program],
    outfile,
    bundle: true,
    logLevel: 'silent',
    ...options,
  });
  expect(warnings).toEqual([]);
  return outfile;
}

async function bundledByRollup(program: string, options: RollupNodeResolveOptions): Promise<string> {
  const file = consumer.path('bundles', 'rollup', program.replace('.mjs', '.cjs'));
  const warnings: (string | undefined)[] = [];
  const modules = await rollup({
    input: consumer.path(program),
    plugins: [nodeResolve(options), commonjs()],
    onwarn: ({ code }) => void warnings.push(code),
  });
  await modules.write({ file, format: 'cjs', inlineDynamicImports: true });
  await modules.close();
  // Files that load each other on first use.
  expect(warnings.filter((code) => code !== 'CIRCULAR_DEPENDENCY')).toEqual([]);
  return file;
}

/** Runs a bundle where there are no packages. Returns what it prints. */
function runElsewhere(bundle: string): Promise<string> {
  const program = join(elsewhere, 'program.cjs');
  cpSync(bundle, program);
  return consumer.node(program);
}

describe("import { flow } from 'millrace' for a browser", () => {
  it('has at most 10 kB by esbuild, compressed, and no module of Node', async () => {
    const bundle = await build({
      absWorkingDir: consumer.path(),
      entryPoints: ['only-flow.mjs'],
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
      logLevel: 'silent',
    });
    const text = bundle.outputFiles[0]?.text ?? '';
    expect(bundle.warnings).toEqual([]);
    expect(gzipSync(text).length).toBeLessThanOrEqual(10_000);
    expect(text).not.toMatch(/["']node:/);
  });
});

const BUNDLERS = [
  {
    name: 'esbuild',
    forNode: (program: string) => bundledByEsbuild(program, { platform: 'node' }),
    forBrowser: (program: string) => bundledByEsbuild(program, { platform: 'browser' }),
  },
  {
    name: 'rollup',
    forNode: (program: string) => bundledByRollup(program, { preferBuiltins: true }),
    forBrowser: (program: string) => bundledByRollup(program, { browser: true }),
  },
];

describe.each(BUNDLERS)('$name', ({ forNode, forBrowser }) => {
  it('bundles an engine for Node without optional packages', async () => {
    const printed = await runElsewhere(await forNode('greeting.mjs'));
    expect(JSON.parse(printed)).toEqual({ greeted: 'Hello Ada', last: 'run.completed', code: 'UNSUPPORTED' });
  });

  it('bundles flows and drawings for a browser', async () => {
    await expect(runElsewhere(await forBrowser('graph.mjs'))).resolves.toContain('shout');
  });
});
