import { createEngine } from 'millrace';
import { chainOf } from '../flows/chain';
import { Increment } from '../flows/increment';
import { plainChain } from '../flows/plain-chain';
import { Sampled } from '../flows/sampled';
import { compete } from '../harness/compete';
import { HeapPeak, heapAfterCollection } from '../harness/heap';
import { absoluteResult, ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

const RUNS = 10_000;
const LENGTH = 10;

/** Ten thousand runs at once: the heap first, while nothing else has used it. */
export const p6: Row = {
  name: 'P6',
  measure: async function* () {
    const sampled = chainOf(Sampled, LENGTH);
    const sampling = await createEngine({ flows: [sampled] });
    const alone = new Sampled();
    const heap = {
      millrace: await peakOf(() => sampling.run(sampled, 0)),
      limit: await peakOf(() => plainChain(alone, LENGTH)),
    };
    yield absoluteResult(
      { row: 'P6', case: `${RUNS} runs of ${LENGTH} at once, peak heap in MB`, target: 30 },
      heap.millrace,
      heap.limit,
    );
    await sampling.stop();

    const chain = chainOf(Increment, LENGTH);
    const engine = await createEngine({ flows: [chain] });
    const step = new Increment();
    const times = await compete({
      millrace: { run: () => manyOf(() => engine.run(chain, 0)) },
      limit: { run: () => manyOf(() => plainChain(step, LENGTH)) },
    });
    yield ratioResult({ row: 'P6', case: `${RUNS} runs of ${LENGTH} at once, µs together`, target: 3 }, times);
    await engine.stop();
  },
};

async function manyOf(start: () => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: RUNS }, start));
}

/** MB above the idle process; what is loaded lazily is loaded before. */
async function peakOf(start: () => Promise<unknown>): Promise<number> {
  await start();
  const idle = await heapAfterCollection();
  Sampled.peak = new HeapPeak();
  await manyOf(start);
  return Sampled.peak.above(idle);
}
