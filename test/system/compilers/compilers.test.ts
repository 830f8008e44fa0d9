import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { greet } from './program';

const run = promisify(execFile);
const cwd = join(__dirname, '..', '..', '..');
const program = join(__dirname, 'program.ts');

async function printed(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await run(process.execPath, args, { cwd, env: { ...process.env, ...env } });
  return stdout;
}

const untyped =
  /flow "by-type", node "main": step GreetByType cannot be made: the compiler emitted no types for 1 of its 1 constructor parameter\(s\).*@inject\(TOKEN\) on each parameter/;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-compilers-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('compilers that emit the types of constructor parameters', () => {
  it.each(['type', 'token'])('@swc/jest injects by %s', async (by) => {
    await expect(greet(by)).resolves.toBe('Hello Ada');
  });

  it.each(['type', 'token'])('ts-node with swc injects by %s', async (by) => {
    await expect(printed(['-r', './scripts/register.cjs', program, by])).resolves.toBe('Hello Ada');
  });

  it.each(['type', 'token'])('ts-node with the TypeScript compiler injects by %s', async (by) => {
    const project = join(folder, 'tsconfig.json');
    const config = { extends: join(cwd, 'tsconfig.json'), 'ts-node': { swc: false, transpileOnly: true } };
    await writeFile(project, JSON.stringify(config));
    const answer = printed(['-r', './scripts/register.cjs', program, by], { TS_NODE_PROJECT: project });
    await expect(answer).resolves.toBe('Hello Ada');
  });
});

describe('compilers that do not', () => {
  let bundle: string;

  beforeAll(async () => {
    bundle = join(folder, 'program.cjs');
    await build({ entryPoints: [program], outfile: bundle, bundle: true, platform: 'node', absWorkingDir: cwd });
  });

  it('esbuild injects by token', async () => {
    await expect(printed([bundle, 'token'])).resolves.toBe('Hello Ada');
  });

  it('esbuild needs a token, and the error says so', async () => {
    await expect(printed([bundle, 'type'])).resolves.toMatch(untyped);
  });

  it('tsx injects by token', async () => {
    await expect(printed([require.resolve('tsx/cli'), program, 'token'])).resolves.toBe('Hello Ada');
  });

  it('tsx needs a token, and the error says so', async () => {
    await expect(printed([require.resolve('tsx/cli'), program, 'type'])).resolves.toMatch(untyped);
  });
});
