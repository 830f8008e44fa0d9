import { createEngine } from 'millrace';
import { chainOf } from '../flows/chain';
import { Guarded, GuardedByAll } from '../flows/guarded';
import { Increment } from '../flows/increment';
import { compete } from '../harness/compete';
import { ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

const LENGTH = 100;

/** What guards cost a step, over one that has none. */
export const guards: Row = {
  name: 'GUARD',
  measure: async function* () {
    const bare = chainOf(Increment, LENGTH);
    const other = await createEngine({ flows: [bare] });
    for (const [what, step] of [
      ['breaker, limiter and retry', Guarded],
      ['the same with bulkhead and timeout', GuardedByAll],
    ] as const) {
      const guarded = chainOf(step, LENGTH);
      const engine = await createEngine({ flows: [guarded] });
      const times = await compete({
        millrace: { run: () => engine.run(guarded, 0), units: LENGTH },
        limit: { run: () => other.run(bare, 0), units: LENGTH },
      });
      yield ratioResult({ row: 'GUARD', case: `a step with ${what} over a bare one, µs`, target: null }, times);
      await engine.stop();
    }
    await other.stop();
  },
};
