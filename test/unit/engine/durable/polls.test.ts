import { exit, flow, fn, type Storage, waitFor } from 'millrace';
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
