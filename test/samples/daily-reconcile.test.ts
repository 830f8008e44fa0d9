import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from 'inversify';
import { createTestEngine, type TestEngine } from 'millrace/testing';
import { dailyReconcile } from '../../samples/daily-reconcile/flow';
import { Station } from '../../samples/daily-reconcile/station';

/** An engine whose archive is down for the first so many calls. */
function engineWith(outages: number): TestEngine {
  let calls = 0;
  const isDown = (): boolean => {
    calls += 1;
    return calls <= outages;
  };
  const container = new Container();
  container.bind(Station).toConstantValue(new Station(isDown));
  // The data comes from real files.
  return createTestEngine({ container, flows: [dailyReconcile], patience: '1m' });
}

it('tries again after one second and then after two, each time as a fresh flow that knows its attempt', async () => {
  const engine = engineWith(2);
  const run = await engine.start(dailyReconcile, { day: '2012-03-04' });
  const attempts = () =>
    engine
      .trace(run)
      .calls.filter(({ place }) => place === 'first' || place === 'next')
      .map(({ output }) => output);
  await engine.settle();
  expect(await run.status()).toBe('waiting');
  await engine.advance(999);
  expect(attempts()).toHaveLength(1);
  await engine.advance(1);
  expect(attempts()).toHaveLength(2);
  await engine.advance(2000);
  expect(await run.result()).toEqual({ action: 'agrees', value: { day: '2012-03-04', attempt: 3, differences: [] } });
  const scheduledAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
  expect(attempts()).toEqual([1, 2, 3].map((attempt) => ({ payload: { day: '2012-03-04' }, attempt, scheduledAt })));
  await engine.stop();
});

it('fails with the last error after the third attempt', async () => {
  const engine = engineWith(3);
  await expect(engine.run(dailyReconcile, { day: '2012-03-04' })).rejects.toMatchObject({
    code: 'RUN_FAILED',
    failure: { message: 'the archive does not answer' },
  });
  await engine.stop();
});

it('says whether the books agree', async () => {
  const engine = engineWith(0);
  await expect(engine.run(dailyReconcile, { day: '2019-01-01' })).resolves.toMatchObject({ action: 'agrees' });
  await engine.stop();
});

it('goes on with the right attempt when it was killed and is started again', async () => {
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
  const root = join(__dirname, '..', '..');
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
