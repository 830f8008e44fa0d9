import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(__dirname, '..', '..');

/** Runs the `main.ts` of a sample as a user would and gives what it prints; rejects if it does not exit with 0. */
export async function runSample(name: string, ...args: readonly string[]): Promise<string> {
  return runSampleIn(undefined, name, ...args);
}

/** The same with a folder of its own for what it keeps. */
export async function runSampleIn(
  folder: string | undefined,
  name: string,
  ...args: readonly string[]
): Promise<string> {
  const env = { ...process.env, ...(folder !== undefined && { MILLRACE_SAMPLE_DIR: folder }) };
  const main = join('samples', name, 'main.ts');
  const { stdout } = await run(process.execPath, ['-r', './scripts/register.cjs', main, ...args], { cwd: root, env });
  return stdout;
}

/** Runs a sample and kills it so many ms after it has opened its file of runs. */
export async function killSampleIn(folder: string, name: string, afterMs: number): Promise<void> {
  const main = join('samples', name, 'main.ts');
  const child = spawn(process.execPath, ['-r', './scripts/register.cjs', main], {
    cwd: root,
    env: { ...process.env, MILLRACE_SAMPLE_DIR: folder },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  while (child.exitCode === null && !existsSync(join(folder, 'runs.db'))) await setTimeout(1);
  await setTimeout(afterMs);
  child.kill('SIGKILL');
  await ended;
}
