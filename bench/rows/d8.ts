import { createEngine } from 'millrace';
import { memoryStorage } from 'millrace/storage';
import { chainOf } from '../flows/chain';
import { Increment } from '../flows/increment';
import { compete } from '../harness/compete';
import { ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

/** An entry of the length that a step of a chain has. */
const ENTRY = [
  1,
  [['token', 1, 0, 0, 'n4', 1, 4, 'execute', 'executing', 1, 0, 0, 3]],
  ['n3#1', 'n4#1'],
  [
    ['step.completed', 1, 1, { action: 'next', value: 3 }],
    ['route.taken', 1, 0, { action: 'next', to: 'n4' }],
  ],
];

/**
 * What the journal costs: a chain with its whole history in a storage in memory, over a loop that encodes an entry for
 * each step.
 */
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
      const times = await compete({ millrace: { run }, limit: { run: () => encodingChain(step, length) } });
      yield ratioResult({ row: 'D8', case: `chain of ${length} journaled in memory, µs a run`, target: 3.5 }, times);
      await engine.stop();
    }
  },
};

async function encodingChain(step: Increment, length: number): Promise<number> {
  let value = 0;
  for (let count = 0; count < length; count += 1) {
    value = await step.execute(value);
    JSON.stringify(ENTRY);
  }
  return value;
}
