import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

it('the daily reconciliation goes on with the right attempt when it was killed and is started again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-'));
  try {
    const first = spawnMain(folder);
    await first.printed('failed, and tried again');
    first.child.kill('SIGKILL');
    await first.exited;
    const second = spawnMain(folder);
    expect(await second.exited).toBe(0);
    expect(second.output()).toContain("action: 'agrees'");
    expect(second.output()).toContain('attempt: 3');
    // Two attempts in vain, and the one that was answered.
    expect(readFileSync(join(folder, 'outages'), 'utf8')).toBe('3');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function spawnMain(folder: string) {
  const root = join(__dirname, '..', '..', '..');
  const main = join('samples', 'daily-reconcile', 'main.ts');
  const child = spawn(process.execPath, ['-r', './scripts/register.cjs', main, folder], { cwd: root });
  let output = '';
  let look = (): void => undefined;
  const add = (text: Buffer): void => {
    output += text.toString();
    look();
  };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  return {
    child,
    output: () => output,
    printed: (text: string) =>
      new Promise<void>((resolve, reject) => {
        look = () => {
          if (output.includes(text)) resolve();
        };
        child.once('exit', () => {
          reject(new Error(`it ended without printing "${text}": ${output}`));
        });
        look();
      }),
    exited: new Promise<number | null>((resolve) => child.once('exit', resolve)),
  };
}
