import { createEngine } from 'millrace';
import { memoryStorage } from 'millrace/storage';
import { chainOf } from '../flows/chain';
import { Increment } from '../flows/increment';
import { plainChain } from '../flows/plain-chain';
import { compete } from '../harness/compete';
import { ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

/** What the journal costs: a chain with its whole history in a storage in memory, that is purged now and then. */
export const d8: Row = {
  name: 'D8',
  measure: async function* () {
    const step = new Increment();
    for (const length of [10, 100, 1000]) {
      const chain = chainOf(Increment, length);
      const engine = await createEngine({ flows: [chain], storage: memoryStorage() });
      const run = async () => {
        await engine.run(chain, 0);
        await engine.purge({ olderThan: 0 });
      };
      const times = await compete({ millrace: { run }, limit: { run: () => plainChain(step, length) } });
      yield ratioResult({ row: 'D8', case: `chain of ${length} journaled in memory, µs a run`, target: 4 }, times);
      await engine.stop();
    }
  },
};
