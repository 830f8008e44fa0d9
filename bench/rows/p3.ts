import { createEngine } from 'millrace';
import { fanOutOf } from '../flows/fan-out';
import { Increment } from '../flows/increment';
import { compete } from '../harness/compete';
import { ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

const TARGETS = new Map([
  [10, 4],
  [100, 4],
  [1000, 5],
]);

/** Fan-out and join. */
export const p3: Row = {
  name: 'P3',
  measure: async function* () {
    const step = new Increment();
    for (const [width, target] of TARGETS) {
      const fan = fanOutOf(width);
      const engine = await createEngine({ flows: [fan] });
      const branches = Array.from({ length: width }, () => step);
      const times = await compete({
        millrace: { run: () => engine.run(fan, 0) },
        limit: { run: () => Promise.all(branches.map((branch) => branch.execute(0))) },
      });
      yield ratioResult({ row: 'P3', case: `fan-out and join of ${width}, µs a run`, target }, times);
      await engine.stop();
    }
  },
};
