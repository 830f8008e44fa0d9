import { createEngine } from 'millrace';
import { chainOf } from '../flows/chain';
import { Increment } from '../flows/increment';
import { plainChain } from '../flows/plain-chain';
import { compete } from '../harness/compete';
import { ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

const TARGETS = new Map([
  [1, 5],
  [10, 3.5],
  [100, 2.7],
  [1000, 2.6],
]);

/** A chain, nobody subscribed. */
export const p1: Row = {
  name: 'P1',
  measure: async function* () {
    const step = new Increment();
    for (const [length, target] of TARGETS) {
      const chain = chainOf(Increment, length);
      const engine = await createEngine({ flows: [chain] });
      const times = await compete({
        millrace: { run: () => engine.run(chain, 0) },
        limit: { run: () => plainChain(step, length) },
      });
      yield ratioResult({ row: 'P1', case: `chain of ${length}, µs a run`, target }, times);
      await engine.stop();
    }
  },
};
