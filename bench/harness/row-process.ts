import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Result } from './result';
import type { Row } from './row';

const USE_BUILD = join(__dirname, '..', 'compare', 'use-build.cjs');

/**
 * Measures a row in a fresh process: what one row did to the compiler's type feedback and the heap does not reach the
 * next.
 *
 * @param script the file that calls {@link measureHere} when it is given `--child`
 * @param build the folder of the repository whose build is measured; default: this one
 */
export async function* measureApart<R = Result>(script: string, name: string, build?: string): AsyncGenerator<R> {
  const args = ['--expose-gc', '-r', 'ts-node/register', '-r', USE_BUILD, script, '--child', name];
  const env = { ...process.env, ...(build !== undefined && { MILLRACE_BUILD: build }) };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) yield resultOf<R>(line);
  const code = await ended;
  if (code !== 0) throw new Error(`${name} could not be measured: its process ended with ${String(code)}`);
}

/** The child's side: one line of JSON for each result. */
export async function measureHere<R>(row: Row<R>): Promise<void> {
  for await (const result of row.measure()) process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** Our own child wrote the line. */
function resultOf<R>(line: string): R {
  return JSON.parse(line) as R;
}
