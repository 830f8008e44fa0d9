import { createEngine } from 'millrace';
import { batchFlow, plainBatch, plainSourceBatch } from '../flows/batches';
import { Increment } from '../flows/increment';
import { compete } from '../harness/compete';
import { ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

const ITEMS = 10_000;
const CONCURRENCY = 100;

/** Ten thousand items, one hundred at once. */
export const batches: Row = {
  name: 'BATCH',
  measure: async function* () {
    const step = new Increment();
    const list = Array.from({ length: ITEMS }, (_, index) => index);
    const plain = batchFlow('plain', { concurrency: CONCURRENCY });
    const telling = batchFlow('telling', { concurrency: CONCURRENCY, progress: true });
    const engine = await createEngine({ flows: [plain, telling] });
    const row = { row: 'BATCH', target: null };
    const units = ITEMS;

    const limit = { run: () => plainBatch(step, list, CONCURRENCY), units };
    const item = await compete({ millrace: { run: () => engine.run(plain, list), units }, limit });
    yield ratioResult({ ...row, case: 'an item of a list, µs' }, item);

    const told = await compete({ millrace: { run: () => engine.run(telling, list), units }, limit });
    yield ratioResult({ ...row, case: 'an item of a list that tells its progress, µs' }, told);

    const pulled = await compete({
      millrace: { run: () => engine.run(plain, sourceOf(ITEMS)), units },
      limit: { run: () => plainSourceBatch(step, sourceOf(ITEMS), CONCURRENCY), units },
    });
    yield ratioResult({ ...row, case: 'an item of an asynchronous source, µs' }, pulled);

    const few = 100;
    const growth = await compete({
      millrace: { run: () => engine.run(plain, sourceOf(ITEMS)), units },
      limit: { run: () => engine.run(plain, sourceOf(few)), units: few },
    });
    yield ratioResult({ ...row, case: 'an item of a source of 10000 over 100, µs', target: 1.3 }, growth);
    await engine.stop();
  },
};

async function* sourceOf(length: number): AsyncGenerator<number> {
  for (let index = 0; index < length; index += 1) yield await Promise.resolve(index);
}
