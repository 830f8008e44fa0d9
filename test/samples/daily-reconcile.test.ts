import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from 'inversify';
import { createEngine, type Engine, memoryStorage, RunFailedError } from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { dailyReconcile } from '../../samples/daily-reconcile/flow';
import type { Attempt } from '../../samples/daily-reconcile/reconcile';
import { Station } from '../../samples/daily-reconcile/station';
import { settled } from '../support/settled';

let clock: VirtualClock;
let engine: Engine;
afterEach(() => engine.stop());

/** An engine whose archive is down for the first so many calls. */
async function engineWith(outages: number): Promise<Engine> {
  let calls = 0;
  clock = new VirtualClock({ start: 1_000_000 });
  const container = new Container();
  const isDown = (): boolean => {
    calls += 1;
    return calls <= outages;
  };
  container.bind(Station).toConstantValue(new Station(isDown));
  engine = await createEngine({ container, clock, flows: [dailyReconcile], storage: memoryStorage() });
  return engine;
}

async function calm(): Promise<void> {
  // The data comes from real files.
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await settled();
  }
}

it('tries again after one second and then after two, each time as a fresh flow that knows its attempt', async () => {
  const run = await (await engineWith(2)).start(dailyReconcile, { day: '2012-03-04' });
  const attempts: Attempt[] = [];
  run.events$.subscribe((event) => {
    if (event.type === 'step.completed' && (event.node === 'first' || event.node === 'next'))
      attempts.push(event.data.value as Attempt);
  });
  await calm();
  expect(await run.status()).toBe('waiting');
  await clock.jump(999);
  await calm();
  expect(attempts).toHaveLength(1);
  await clock.jump(1);
  await calm();
  expect(attempts).toHaveLength(2);
  await clock.jump(2000);
  await calm();
  expect(await run.result()).toEqual({ action: 'agrees', value: { day: '2012-03-04', attempt: 3, differences: [] } });
  expect(attempts.map(({ attempt, payload }) => [attempt, payload])).toEqual(
    [1, 2, 3].map((attempt) => [attempt, { day: '2012-03-04' }]),
  );
  for (const { scheduledAt } of attempts) expect(new Date(scheduledAt).toISOString()).toBe(scheduledAt);
});

it('fails with the last error after the third attempt', async () => {
  const run = await (await engineWith(3)).start(dailyReconcile, { day: '2012-03-04' });
  for (const ms of [0, 1000, 2000]) {
    await clock.jump(ms);
    await calm();
  }
  const error: unknown = await run.result().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RunFailedError);
  expect(String(error)).toContain('the archive does not answer');
});

it('says whether the books agree', async () => {
  const run = await (await engineWith(0)).start(dailyReconcile, { day: '2019-01-01' });
  await calm();
  expect(await run.result()).toMatchObject({ action: 'agrees' });
});

it('goes on with the right attempt when it was killed and is started again', async () => {
  await engineWith(0);
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
}, 30_000);

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
