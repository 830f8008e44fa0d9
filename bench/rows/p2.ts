import { createEngine } from 'millrace';
import { chainOf } from '../flows/chain';
import { plainChain } from '../flows/plain-chain';
import { stubContext, Watched, WatchedWithSignal } from '../flows/watched';
import { compete } from '../harness/compete';
import { type Result, ratioResult } from '../harness/result';
import type { Row } from '../harness/row';

/** A chain whose steps have a retry and a timeout and emit an output each, with events and outputs subscribed. */
export const p2: Row = {
  name: 'P2',
  measure: async function* () {
    yield* watched('P2', 'events and outputs', Watched, 8);
  },
};

/** The same with steps that read `ctx.signal`. */
export const p2b: Row = {
  name: 'P2B',
  measure: async function* () {
    yield* watched('P2b', 'the same, reading ctx.signal', WatchedWithSignal, null);
  },
};

type WatchedStep = typeof Watched | typeof WatchedWithSignal;

async function* watched(row: string, what: string, step: WatchedStep, target: number | null): AsyncGenerator<Result> {
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
    const times = await compete({ millrace: { run: millrace }, limit: { run: () => plainChain(bare, length) } });
    if (seen === 0) throw new Error('nothing was seen');
    yield ratioResult({ row, case: `chain of ${length}, ${what}, µs a run`, target }, times);
    await engine.stop();
  }
}
