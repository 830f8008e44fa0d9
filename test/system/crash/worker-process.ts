import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

/** Makes one file of a program, so that a process of it is at work within a few ms. */
export function bundle(entry: string, into: string): string {
  const out = join(into, 'program.cjs');
  const source = (name: string): string => join(ROOT, 'src', name, 'index.ts');
  const aliases = ['sqlite', 'postgres'].map((name) => `--alias:millrace/${name}=${source(name)}`);
  execFileSync(
    join(ROOT, 'node_modules', '.bin', 'esbuild'),
    [
      join(__dirname, entry),
      '--bundle',
      '--platform=node',
      '--format=cjs',
      '--log-level=error',
      `--outfile=${out}`,
      `--tsconfig=${join(ROOT, 'tsconfig.json')}`,
      '--packages=external',
      ...aliases,
      `--alias:millrace=${source('')}`,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  return out;
}

/** A process of a bundled program. */
export class WorkerProcess {
  private readonly child: ChildProcess;
  private errors = '';
  private readonly waiting: (() => void)[] = [];
  private lines = '';
  /** Resolves with the signal that killed it, or `null` if it ended by itself. */
  readonly ended: Promise<NodeJS.Signals | null>;

  constructor(program: string, args: readonly string[]) {
    this.child = spawn(process.execPath, [program, ...args], {
      cwd: ROOT,
      env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stderr?.on('data', (chunk) => (this.errors += String(chunk)));
    this.child.stdout?.on('data', (chunk) => {
      this.lines += String(chunk);
      for (const look of this.waiting) look();
    });
    this.ended = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code, signal) => {
        if (signal === null && code !== 0) reject(new Error(`the process ended with ${String(code)}: ${this.errors}`));
        else resolve(signal);
      });
    });
    // Whoever waits for it hears of it; nobody has to.
    this.ended.catch(() => undefined);
  }

  /** Resolves when it has said a word; rejects if it ends without. */
  said(word: string): Promise<void> {
    const heard = new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.lines.includes(`${word}\n`)) resolve();
      };
      this.waiting.push(look);
      look();
    });
    const ended = this.ended.then(() => {
      throw new Error(`the process ended and did not say "${word}": ${this.errors}`);
    });
    ended.catch(() => undefined);
    return Promise.race([heard, ended]);
  }

  /** All that it has said. */
  get output(): string {
    return this.lines;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
