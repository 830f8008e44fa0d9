import { createEngine, type DurableEngine, exit, flow, fn, type Storage, unchecked } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { memoryStorage } from 'millrace/storage';
import { LONGEST_MS, SteppedTime } from '../../../support/stepped-time';

/** The number of runs that each call is about. */
const RUNS = 800;

/** The time that a storage takes for a call, in ms. */
const CALL_MS = 0.5;
/** The time that it takes for each row that it returns or removes, in ms. */
const ROW_MS = 0.03;
const REMOVAL_MS = 0.25;

function flowOf(version: string) {
  const { to, wire } = flow('work', { version, input: unchecked<boolean>() }).nodes({
    step: fn('step', (fails: boolean) => {
      if (fails) throw new Error('no');
      return 'done';
    }),
    done: exit<string>(),
  });
  return wire('step', { step: to.done });
}

/** A storage in this process whose calls take time on a clock. */
function slowly(storage: Storage, time: SteppedTime): Storage {
  const rows = ({ items }: { readonly items: readonly unknown[] }): number => items.length * ROW_MS;
  const spend = async <T>(result: Promise<T>, costOf?: (result: T) => number): Promise<T> => {
    time.work(CALL_MS);
    const value = await result;
    if (costOf) time.work(costOf(value));
    return value;
  };
  return {
    ...storage,
    list: (request) => spend(storage.list(request), rows),
    tasks: (request) => spend(storage.tasks(request), rows),
    find: (request) => spend(storage.find(request)),
    claimOne: (request) => spend(storage.claimOne(request)),
    purge: (request) => spend(storage.purge(request), (removed) => removed * REMOVAL_MS),
  };
}

describe.each([
  ['memory', memoryStorage],
  ['SQLite', () => sqliteStorage(':memory:')],
])('an engine with a storage in %s gives the event loop a turn in time', (_name, storageOf) => {
  let time: SteppedTime;
  let engine: DurableEngine;
  const next = flowOf('2.0.0');
  beforeEach(async () => {
    time = new SteppedTime();
    const storage = slowly(storageOf(), time);
    engine = await createEngine({ storage, clock: time.clock, flows: [flowOf('1.0.0'), next] });
  });
  afterEach(async () => {
    time.stop();
    await engine.stop({ graceMs: 0 });
  });

  async function runs(fails: boolean): Promise<void> {
    const started = await Promise.all(
      Array.from({ length: RUNS }, () => engine.start('work', fails, { version: '1.0.0' })),
    );
    await Promise.allSettled(started.map((run) => run.result()));
  }

  it('while it purges', async () => {
    await runs(false);
    // A run is released a few turns after its result is known.
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    await expect(engine.purge({ olderThan: 0 })).resolves.toBe(RUNS);
    time.stop();
    expect(time.longest).toBeLessThanOrEqual(LONGEST_MS);
  });

  it('while it lists a large page', async () => {
    await runs(false);
    const { items, next } = await engine.list({ limit: 10 * RUNS });
    expect([items.length, next]).toEqual([RUNS, undefined]);
    const some = await engine.list({ limit: RUNS - 1 });
    expect([some.items.length, (await engine.list({ after: some.next ?? '' })).items.length]).toEqual([RUNS - 1, 1]);
    time.stop();
    expect(time.longest).toBeLessThanOrEqual(LONGEST_MS);
  });

  it('while it redrives and migrates many runs', async () => {
    await runs(true);
    const { redriven, refused } = await engine.redriveAll({ flow: 'work' });
    expect([redriven.length, refused]).toEqual([RUNS, []]);
    await Promise.allSettled(redriven.map(async (id) => (await engine.get(id))?.result()));
    const { moved } = await engine.migrate({ status: 'failed' }, { to: next });
    expect(moved).toHaveLength(RUNS);
    time.stop();
    expect(time.longest).toBeLessThanOrEqual(LONGEST_MS);
  });
});
