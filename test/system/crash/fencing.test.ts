import { setTimeout as pause } from 'node:timers/promises';
import { openTestDatabase, type TestDatabase } from '../../support/postgres';
import type { StorageName } from './open-storage';
import { Scene } from './scene';
import type { Line } from './side-effects';
import type { WorkerProcess } from './worker-process';

const STORAGES: readonly StorageName[] = ['sqlite', 'postgres'];

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.end());

function worksOf(lines: readonly Line[], what: 'did' | 'aborted', { pid }: WorkerProcess): readonly string[] {
  return lines.flatMap((line) => (line.what === what && line.pid === pid ? [line.work] : []));
}

function isWork(line: Line): line is Extract<Line, { readonly pid: number }> {
  return line.what === 'did' || line.what === 'undid';
}

/** Resolves when a process has a step at work that takes its time. */
async function busy(scene: Scene, worker: WorkerProcess): Promise<void> {
  while (!worksOf(scene.lines(), 'did', worker).some((work) => work.includes('long'))) await pause(5);
}

describe.each(STORAGES)('two processes on one storage (%s)', (storage) => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene(storage, storage === 'postgres' ? `${database.url}#${database.freshSchema()}` : undefined);
  });
  afterEach(() => {
    scene.remove();
  });

  it('one that sleeps longer than its lease cannot commit, hears of it, and goes on without its runs', async () => {
    const sleeper = scene.process('few');
    await sleeper.said('ready');
    await busy(scene, sleeper);
    await scene.putToSleep(sleeper);
    scene.letEnd();
    const other = scene.process('none');
    await other.ended;
    expect(await scene.wrongs(true)).toEqual([]);
    const before = worksOf(scene.lines(), 'did', sleeper);
    expect(worksOf(scene.lines(), 'did', other)).toEqual(expect.arrayContaining([expect.stringContaining('long')]));

    const woken = Date.now();
    sleeper.kill('SIGCONT');
    expect(await sleeper.ended).toBeNull();
    const lines = scene.lines();
    expect(worksOf(lines, 'aborted', sleeper)).toEqual(before.filter((work) => work.includes('long')));
    const begun = lines.filter((line) => isWork(line) && line.pid === sleeper.pid && line.at >= woken);
    // It may have fallen asleep between its last look at the lease and the first line of a step. No engine can prevent that one; and it
    // looks before each step anew, so there is no second.
    expect(begun.length).toBeLessThanOrEqual(1);
    expect(
      await scene.wrongs(
        true,
        lines.filter((line) => !begun.includes(line)),
      ),
    ).toEqual([]);
  });

  it('one that is killed is followed by the other, which ends all runs', async () => {
    const killed = scene.process('few');
    await killed.said('ready');
    await busy(scene, killed);
    killed.kill('SIGKILL');
    await killed.ended;
    scene.letEnd();
    const other = scene.process('none');
    await other.ended;
    expect(worksOf(scene.lines(), 'did', other)).toEqual(expect.arrayContaining([expect.stringContaining('long')]));
    expect(await scene.wrongs(true)).toEqual([]);
  });
});
