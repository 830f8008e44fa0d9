import { execFile } from 'node:child_process';
import { join } from 'node:path';
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
