import { createEngine, type DurableEngine } from 'millrace';
import { CountingStorage } from '../flows/counting-storage';
import { eachFlow } from '../flows/each-item';
import { ROUNDS, roundsFlow } from '../flows/rounds';
import { type Result, ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

const FEW = 100;

/** What a step writes late in a long run, over what it writes in a short one. */
export const d5: Row = {
  name: 'D5',
  measure: async function* (): AsyncIterable<Result> {
    const [rounds, items] = [roundsFlow(), eachFlow()];
    const loop = await perUnit((engine, count) => engine.run(rounds, ROUNDS - count));
    yield ratioResult({ row: 'D5', case: `bytes a round, ${ROUNDS} over ${FEW}`, target: 1.2 }, loop);
    const each = await perUnit((engine, count) =>
      engine.run(
        items,
        Array.from({ length: count }, (_, at) => at),
      ),
    );
    yield ratioResult({ row: 'D5', case: `bytes an item of each, ${ROUNDS} over ${FEW}`, target: 1.2 }, each);
  },
};

async function perUnit(run: (engine: DurableEngine, count: number) => Promise<unknown>) {
  const bytes = async (count: number) => {
    const counting = new CountingStorage();
    const engine = await createEngine({ storage: counting.storage });
    await run(engine, count);
    await engine.stop();
    return counting.written / count;
  };
  return { millrace: await bytes(ROUNDS), limit: await bytes(FEW) };
}
