import { createEngine } from 'millrace';
import { chainOf } from '../flows/chain';
import { stubContext, Watched, WatchedWithSignal } from '../flows/watched';
import { WatchedFloor } from '../flows/watched-floor';
import { compete } from '../harness/compete';
import { type Result, ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

const TARGETS = new Map([
  [10, 3],
  [100, 1.8],
  [1000, 1.8],
]);

/**
 * A chain whose steps have a retry and a timeout and emit an output each, with events and outputs subscribed, over a
 * loop that makes and sends the same values.
 */
export const p2: Row = {
  name: 'P2',
  measure: async function* () {
    yield* watched('P2', 'events and outputs', Watched, TARGETS);
  },
};

/** The same with steps that read `ctx.signal`. */
export const p2b: Row = {
  name: 'P2B',
  measure: async function* () {
    yield* watched('P2b', 'the same, reading ctx.signal', WatchedWithSignal, new Map());
  },
};

type WatchedStep = typeof Watched | typeof WatchedWithSignal;

async function* watched(
  row: string,
  what: string,
  step: WatchedStep,
  targets: ReadonlyMap<number, number>,
): AsyncGenerator<Result> {
  const alone = new step();
  const context = stubContext();
  const bare = { execute: (value: number) => alone.execute(value, context) };
  for (const length of [10, 100, 1000]) {
    const chain = chainOf(step, length);
    const engine = await createEngine({ flows: [chain] });
    let seen = 0;
    const count = (): void => {
      seen += 1;
    };
    const millrace = async (): Promise<void> => {
      const run = await engine.start(chain, 0);
      run.events$.subscribe(count);
      run.outputs$.subscribe(count);
      await run.result();
    };
    const floor = new WatchedFloor(bare, count);
    const times = await compete({ millrace: { run: millrace }, limit: { run: () => floor.run(length) } });
    if (seen === 0) throw new Error('nothing was seen');
    const target = targets.get(length) ?? null;
    yield ratioResult({ row, case: `chain of ${length}, ${what}, µs a run`, target }, times);
    await engine.stop();
  }
}
