import { join } from 'node:path';
import { type AnyFlow, createEngine, type DurableEngine, exit, flow, HumanStep, Step, unchecked } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { heapAfterCollection } from '../harness/heap';
import { absoluteResult, type Result, ratioResult } from '../harness/result';
import type { Row } from '../harness/row';
import { median } from '../harness/statistics';
import { inTemporaryFolder } from '../harness/temporary-folder';

const MANY = 100_000;
const FEW = 100;
/** Starts that share a transaction. */
const BATCH = 1000;
const TIMES = 15;

@Step({ form: unchecked<string>() })
class Ask extends HumanStep<number, string, { yes: string }> {
  override request(n: number) {
    return { title: `task ${n}`, candidateGroups: ['all'] };
  }
  override complete(form: string) {
    return this.to('yes', form);
  }
}

/** What runs cost that wait for people, where there are many of them. */
export const d7: Row = {
  name: 'D7',
  measure: () =>
    inTemporaryFolder(async function* (folder): AsyncIterable<Result> {
      const { to, wire } = flow('asking').nodes({ ask: Ask, done: exit<string>() });
      const asking = wire('ask', { ask: { yes: to.done } });
      const many = { file: join(folder, 'many.db'), count: MANY };
      const few = { file: join(folder, 'few.db'), count: FEW };
      for (const { file, count } of [many, few]) await prepared(file, asking, count);

      const starts = { many: [] as number[], few: [] as number[] };
      const tasks = { many: [] as number[], few: [] as number[] };
      for (let time = 0; time <= TIMES; time += 1) {
        for (const [size, { file, count }] of [['many', many] as const, ['few', few] as const]) {
          const begun = performance.now();
          const engine = await opened(file, asking);
          const start = performance.now() - begun;
          // The first of each warms up.
          await completed(engine, count - 1 - 2 * time);
          const task = await completed(engine, count - 2 - 2 * time);
          if (time > 0) starts[size].push(start * 1000);
          if (time > 0) tasks[size].push(task * 1000);
          await engine.stop();
        }
      }
      const start = { millrace: median(starts.many), limit: median(starts.few) };
      yield ratioResult({ row: 'D7', case: `µs to start on ${MANY} waiting runs, over ${FEW}`, target: 2 }, start);
      const task = { millrace: median(tasks.many), limit: median(tasks.few) };
      yield ratioResult({ row: 'D7', case: `µs to complete a task among ${MANY}, over ${FEW}`, target: 3 }, task);

      const heap = async (file: string) => {
        const before = await heapAfterCollection();
        const engine = await opened(file, asking);
        const after = await heapAfterCollection();
        await engine.stop();
        return (after - before) / 1e6;
      };
      const kept = { few: await heap(few.file), many: await heap(many.file) };
      const figures = { row: 'D7', case: `MB an engine keeps with ${MANY} waiting runs, and ${FEW}`, target: 20 };
      yield absoluteResult(figures, kept.many, kept.few);
    }),
};

async function opened(file: string, asking: AnyFlow): Promise<DurableEngine> {
  const engine = await createEngine({ storage: sqliteStorage({ file, synchronous: 'NORMAL' }), flows: [asking] });
  await engine.ready();
  return engine;
}

async function prepared(file: string, asking: AnyFlow, count: number): Promise<void> {
  const engine = await opened(file, asking);
  for (let from = 0; from < count; from += BATCH) {
    const length = Math.min(BATCH, count - from);
    await Promise.all(
      Array.from({ length }, (_, at) => engine.start(asking as never, (from + at) as never, { id: String(from + at) })),
    );
  }
  while ((await engine.list({ status: ['pending', 'running'], limit: 1 })).items.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await engine.stop();
}

/** Time until a task is done and its run has ended, in ms. */
async function completed(engine: DurableEngine, no: number): Promise<number> {
  const run = await engine.get(String(no));
  const begun = performance.now();
  await engine.tasks.complete(`${no}:ask#1`, { by: 'ann', form: 'fine' });
  const result: Promise<unknown> | undefined = run?.result();
  if ((await result) !== 'fine') throw new Error('a waiting run was lost');
  return performance.now() - begun;
}
