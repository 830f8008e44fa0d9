import { createEngine } from 'millrace';
import { chainOf } from '../flows/chain';
import { Increment } from '../flows/increment';
import { Count, ReadCounter } from '../flows/shared-counter';
import { compete } from '../harness/compete';
import { ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

const LENGTH = 100;

/** What the shared store costs a step, over one that leaves it alone. */
export const sharedStore: Row = {
  name: 'STORE',
  measure: async function* () {
    for (const [what, step] of [
      ['reads', ReadCounter],
      ['reads and writes', Count],
    ] as const) {
      const using = chainOf(step, LENGTH);
      const bare = chainOf(Increment, LENGTH);
      const engine = await createEngine({ flows: [using] });
      const other = await createEngine({ flows: [bare] });
      const times = await compete({
        millrace: { run: () => engine.run(using, 0), units: LENGTH },
        limit: { run: () => other.run(bare, 0), units: LENGTH },
      });
      yield ratioResult(
        { row: 'STORE', case: `a step that ${what} the store over one that does not, µs`, target: null },
        times,
      );
      await engine.stop();
      await other.stop();
    }
  },
};
