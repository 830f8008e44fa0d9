import { join } from 'node:path';
import { type AnyFlow, createEngine, each, exit, flow, waitFor } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { Increment } from '../flows/increment';
import { Again, ROUNDS } from '../flows/rounds';
import { go } from '../flows/waiting';
import { type Result, ratioResult } from '../harness/result';
import type { Row } from '../harness/row';
import { median } from '../harness/statistics';
import { inTemporaryFolder } from '../harness/temporary-folder';

const FEW = 10;
const TIMES = 9;

/** How long a run takes to go on after its signal in a new engine: after much that it has committed, over after little. */
export const d6: Row = {
  name: 'D6',
  measure: () =>
    inTemporaryFolder(async function* (folder): AsyncIterable<Result> {
      const resumed = async (name: string, resumable: AnyFlow, inputs: Readonly<Record<'many' | 'few', unknown>>) => {
        const file = join(folder, `${name}.db`);
        const keys = Array.from({ length: TIMES + 1 }, (_, time) => time);
        await prepared(file, resumable, inputs, keys);
        const times = { many: [] as number[], few: [] as number[] };
        // The first of each warms up.
        for (const key of keys)
          for (const size of ['many', 'few'] as const) {
            const time = await timeToEnd(file, resumable, `${size} ${key}`);
            if (key > 0) times[size].push(time);
          }
        return { millrace: median(times.many), limit: median(times.few) };
      };
      const loop = await resumed('loop', loopFlow(), { many: 0, few: ROUNDS - FEW });
      yield ratioResult({ row: 'D6', case: `µs to go on after ${ROUNDS} rounds, over ${FEW}`, target: 1.5 }, loop);
      const items = await resumed('each', listFlow(), { many: numbers(ROUNDS), few: numbers(FEW) });
      const label = `µs to go on after ${ROUNDS} items of each`;
      yield ratioResult({ row: 'D6', case: `${label}, over ${FEW}`, target: null }, items);
      const limit = await timeToRead(join(folder, 'each.db'), 'many 0');
      yield ratioResult({ row: 'D6', case: `${label}, over reading them`, target: 1.5 }, { ...items, limit });
    }),
};

function numbers(length: number): readonly number[] {
  return Array.from({ length }, (_, at) => at);
}

/** A loop, and a wait after it. */
function loopFlow() {
  const { to, wire } = flow('loop').nodes({ work: Increment, again: Again, wait: waitFor(go), done: exit<number>() });
  return wire('work', { work: to.again, again: { again: to.work, enough: to.wait }, wait: to.done });
}

/** A list, and a wait after it. */
function listFlow() {
  const { to, wire } = flow('list').nodes({ items: each(Increment), wait: waitFor(go), done: exit<number>() });
  return wire('items', { items: to.wait, wait: to.done });
}

/** Leaves runs that wait. */
async function prepared(
  file: string,
  resumable: AnyFlow,
  inputs: Readonly<Record<'many' | 'few', unknown>>,
  keys: readonly number[],
): Promise<void> {
  const engine = await createEngine({ storage: storageAt(file), flows: [resumable] });
  for (const key of keys)
    for (const size of ['many', 'few'] as const)
      await engine.start(resumable as never, inputs[size] as never, { id: `${size} ${key}` });
  while ((await engine.list({ status: ['pending', 'running'], limit: 1 })).items.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await engine.stop();
}

async function timeToEnd(file: string, resumable: AnyFlow, id: string): Promise<number> {
  const engine = await createEngine({ storage: storageAt(file), flows: [resumable] });
  await engine.ready();
  const run = await engine.get(id);
  const begun = performance.now();
  await engine.signal({ runId: id }, go, 7);
  const result: Promise<unknown> | undefined = run?.result();
  if ((await result) !== 7) throw new Error('a waiting run was lost');
  const time = performance.now() - begun;
  await engine.stop();
  return time * 1000;
}

/** Time to read what a run has left, in µs: the results that it has retained are most of it. */
async function timeToRead(file: string, id: string): Promise<number> {
  const storage = storageAt(file);
  await storage.open();
  const times: number[] = [];
  for (let time = 0; time <= TIMES; time += 1) {
    const begun = performance.now();
    const stored = await storage.load({ run: { id } });
    for (const { body } of [...(stored?.records ?? []), ...(stored?.entries ?? [])]) JSON.parse(body);
    if (time > 0) times.push((performance.now() - begun) * 1000);
  }
  await storage.close();
  return median(times);
}

function storageAt(file: string) {
  return sqliteStorage({ file, synchronous: 'NORMAL' });
}
