import { compete } from '../../harness/compete';
import { ratioResult } from '../../harness/result';
import type { Row } from '../../harness/row';
import { amongRuns } from './among-runs';
import { insideRuns } from './inside-runs';

const PAIRS = [
  [1000, 10],
  [100_000, 1000],
] as const;

/** Growth: what one unit costs among many, over what it costs among few. */
export const growth: Row = {
  name: 'GROWTH',
  measure: async function* () {
    for (const { unit, make } of [...insideRuns, ...amongRuns])
      for (const [many, few] of PAIRS) {
        const [large, small] = [await make(many), await make(few)];
        const times = await compete({ millrace: large, limit: small }, { rounds: 5 });
        await large.end();
        await small.end();
        yield ratioResult({ row: 'GROWTH', case: `${unit}, ${many} over ${few}, µs`, target: 1.5 }, times);
      }
  },
};
