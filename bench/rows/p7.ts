import { setImmediate as nextTurn } from 'node:timers/promises';
import { createEngine } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { Increment } from '../flows/increment';
import { go, waitingFlow } from '../flows/waiting';
import { heapAfterCollection } from '../harness/heap';
import { absoluteResult, type Result } from '../harness/result';
import type { Row } from '../harness/row';

const RUNS = 100_000;
/** Starts that share a transaction. */
const BATCH = 500;

/** The heap that a waiting run keeps. Its handle is dropped; that it still lives is shown by signals to a few. */
export const p7: Row = {
  name: 'P7',
  measure: async function* () {
    const waiting = waitingFlow();
    const engine = await createEngine({ flows: [waiting] });
    const probes = await Promise.all([1, 2, 3].map((input) => engine.start(waiting, input)));
    const before = await heapAfterCollection();
    for (let count = 0; count < RUNS; count += 1) await engine.start(waiting, count);
    await nextTurn();
    const millrace = (await heapAfterCollection()) - before;

    const step = new Increment();
    const pending = new Map<number, (value: number) => void>();
    const plain = async (id: number): Promise<number> => {
      await step.execute(id);
      return new Promise<number>((resolve) => pending.set(id, resolve));
    };
    const plainBefore = await heapAfterCollection();
    for (let count = 0; count < RUNS; count += 1) void plain(count);
    await nextTurn();
    const limit = (await heapAfterCollection()) - plainBefore;
    if (pending.size !== RUNS) throw new Error('not all plain runs wait');

    for (const probe of probes) {
      await engine.signal({ runId: probe.id }, go, 7);
      if ((await probe.result()) !== 7) throw new Error('a waiting run was lost');
    }
    yield absoluteResult(
      { row: 'P7', case: `bytes a waiting run keeps in memory, of ${RUNS}`, target: 700 },
      millrace / RUNS,
      limit / RUNS,
    );
    await engine.stop();
    yield* hibernated(limit / RUNS);
  },
};

/** The same where a storage keeps the runs: they leave the heap, and come back for their signals. */
async function* hibernated(limit: number): AsyncGenerator<Result> {
  const waiting = waitingFlow();
  const engine = await createEngine({ flows: [waiting], storage: sqliteStorage(':memory:') });
  const probes = await Promise.all([1, 2, 3].map((input) => engine.start(waiting, input)));
  const before = await heapAfterCollection();
  for (let count = 0; count < RUNS; count += BATCH)
    await Promise.all(Array.from({ length: BATCH }, (_, index) => engine.start(waiting, count + index)));
  while ((await engine.list({ status: ['pending', 'running'], limit: 1 })).items.length > 0) await nextTurn();
  const millrace = (await heapAfterCollection()) - before;
  for (const probe of probes) {
    await engine.signal({ runId: probe.id }, go, 7);
    if ((await probe.result()) !== 7) throw new Error('a waiting run was lost');
  }
  yield absoluteResult(
    { row: 'P7', case: `bytes a waiting run keeps in memory, of ${RUNS} in SQLite`, target: 200 },
    millrace / RUNS,
    limit,
  );
  await engine.stop();
}
