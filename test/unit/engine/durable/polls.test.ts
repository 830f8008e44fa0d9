import { type Clock, exit, flow, fn, type Storage, sleep, waitFor } from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { createStorageEngine } from '../../../../src/engine/durable/storage-engine';
import { memoryStorage } from '../../../../src/storage/memory';
import { go } from './durable-world';

const POLL_MS = 50;

it('a storage that is slower than the poll is asked for each run once at a time', async () => {
  const clock = new VirtualClock({ start: 1_000_000 });
  const memory = memoryStorage();
  let isSlow = false;
  const held: (() => void)[] = [];
  const storage: Storage = {
    ...memory,
    pollMs: POLL_MS,
    // Whoever waits for a run has to poll for it.
    watch: () => () => undefined,
    find: async (request) => {
      const found = await memory.find(request);
      if (isSlow) await new Promise<void>((resolve) => held.push(resolve));
      return found;
    },
  };
  const { to, wire } = flow('waiting').nodes({
    wait: waitFor(go),
    last: fn('last', (n: number) => n + 1),
    done: exit<number>(),
  });
  const waiting = wire('wait', { wait: to.last, last: to.done });
  const engine = createStorageEngine({ storage, clock, flows: [waiting] });
  const runs = await Promise.all([1, 2, 3].map(() => engine.start(waiting, undefined)));
  await clock.settle();
  isSlow = true;
  const results = runs.map((run) => run.result());
  await clock.advance(100 * POLL_MS);
  expect(held).toHaveLength(3);

  // What was found by then is old: a later poll finds the ends.
  isSlow = false;
  for (const release of held) release();
  await Promise.all(runs.map((run) => engine.signal({ runId: run.id }, go, 7)));
  await clock.advance(10 * POLL_MS);
  await expect(Promise.all(results)).resolves.toEqual([8, 8, 8]);
  await engine.stop();
});

it('a run whose timer becomes due while the storage is asked for the next one continues at once', async () => {
  const clock = new VirtualClock({ start: 1_000_000 });
  let passed = 0;
  const later: Clock = {
    now: () => clock.now() + passed,
    monotonic: () => clock.monotonic() + passed,
    setTimer: (ms, callback) => clock.setTimer(ms, callback),
  };
  const memory = memoryStorage();
  let renewals = 0;
  const storage: Storage = {
    ...memory,
    nextWake: async (request) => {
      const wake = await memory.nextWake(request);
      // The answer takes as long as the run has to wait.
      if (wake !== undefined) passed += Math.max(wake - later.now(), 0);
      return wake;
    },
    renewLease: (request) => {
      renewals += 1;
      return memory.renewLease(request);
    },
  };
  const { to, wire } = flow('sleeping').nodes({ nap: sleep('5s'), done: exit<unknown>() });
  const sleeping = wire('nap', { nap: to.done });
  const engine = createStorageEngine({ storage, clock: later, flows: [sleeping] });
  const run = await engine.start(sleeping, 1);
  for (let turn = 0; turn < 10; turn += 1) await clock.advance(0);
  expect({ status: await run.status(), passed, renewals }).toEqual({ status: 'completed', passed: 5000, renewals: 0 });
  await engine.stop();
});
