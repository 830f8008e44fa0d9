import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How often the process is killed; set MILLRACE_KILLS for more. */
const KILLS = Number(process.env['MILLRACE_KILLS'] ?? 8);
const RUNS = 12;
const ROOT = join(__dirname, '..', '..');

/** Runs the worker until it ends, or kills it some time after it has begun. Gives what it wrote and whether it ended by itself. */
function work(
  args: readonly string[],
  killAfterMs?: number,
): Promise<{ readonly out: string; readonly ended: boolean }> {
  const worker = spawn(process.execPath, ['-r', './scripts/register.cjs', 'test/crash/worker.ts', ...args], {
    cwd: ROOT,
  });
  let out = '';
  let errors = '';
  worker.stderr.on('data', (chunk) => (errors += String(chunk)));
  worker.stdout.on('data', (chunk) => {
    out += String(chunk);
    if (killAfterMs !== undefined && out.startsWith('started')) setTimeout(() => worker.kill('SIGKILL'), killAfterMs);
  });
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', (code, signal) => {
      if (code !== 0 && signal === null) reject(new Error(errors));
      else resolve({ out, ended: signal === null });
    });
  });
}

/** The order in which the parts of one run have to come; what is in one line may come side by side. */
const ORDER = [/^a#1$/, /^both#1\/left#1$|^both#1\/right#1\//, /^items\[\d\]#1$/, /^z#1$/];

it('runs survive a process that is killed again and again, and nothing that was committed is executed again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-crash-'));
  try {
    const [file, log] = [join(folder, 'runs.db'), join(folder, 'log')];
    const args = [file, log, String(RUNS)];
    for (let kill = 0; kill < KILLS; kill += 1) await work(args, 5 + ((kill * 137) % 600));
    const { out, ended } = await work(args);
    expect(ended).toBe(true);
    expect(out).toContain(`done ${Array.from({ length: RUNS }, () => 1).join(',')}`);
    const furthest = new Map<string, number>();
    const executed = new Map<string, Set<string>>();
    for (const line of readFileSync(log, 'utf8').trim().split('\n')) {
      const at = line.indexOf(':');
      const [run, path] = [line.slice(0, at), line.slice(at + 1)];
      const part = ORDER.findIndex((pattern) => pattern.test(path));
      // A step starts only when those before it are committed, so none of them may be executed any more.
      expect({ line, part: part >= (furthest.get(run) ?? 0) }).toEqual({ line, part: true });
      furthest.set(run, part);
      executed.set(run, (executed.get(run) ?? new Set()).add(path));
    }
    expect(executed.size).toBe(RUNS);
    for (const paths of executed.values()) expect(paths.size).toBe(9);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
