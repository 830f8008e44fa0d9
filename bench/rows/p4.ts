import { createEngine } from 'millrace';
import { Increment } from '../flows/increment';
import { Again, ROUNDS, roundsFlow } from '../flows/rounds';
import { compete } from '../harness/compete';
import { ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

async function plainRounds(work: Increment, again: Again): Promise<number> {
  let value = 0;
  for (;;) {
    const routed = await again.execute(await work.execute(value));
    value = routed.value;
    if (routed.action === 'enough') return value;
  }
}

/** A loop through two nodes with a routed action. */
export const p4: Row = {
  name: 'P4',
  measure: async function* () {
    const rounds = roundsFlow();
    const engine = await createEngine({ flows: [rounds] });
    const [work, again] = [new Increment(), new Again()];
    const times = await compete({
      millrace: { run: () => engine.run(rounds, 0) },
      limit: { run: () => plainRounds(work, again) },
    });
    yield ratioResult({ row: 'P4', case: `loop of ${ROUNDS} rounds, µs a run`, target: 2.5 }, times);
    await engine.stop();
  },
};
