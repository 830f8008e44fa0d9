import { join } from 'node:path';
import { createEngine, type DurableEngine, type Engine } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { chainOf } from '../flows/chain';
import { Increment } from '../flows/increment';
import { ROUNDS, roundsFlow } from '../flows/rounds';
import { Watched } from '../flows/watched';
import { longestWait } from '../harness/longest-wait';
import { absoluteResult, type Result } from '../harness/result';
import type { Row } from '../harness/row';
import { inTemporaryFolder } from '../harness/temporary-folder';

const IN_MEMORY_MS = 25;
const ON_SQLITE_MS = 50;

/** The longest that a timer of 1 ms waits while quick steps are executed. */
export const p9: Row = {
  name: 'P9',
  measure: () =>
    inTemporaryFolder(async function* (folder): AsyncIterable<Result> {
      const loop = roundsFlow();
      const short = chainOf(Increment, 10);
      const watched = chainOf(Watched, 1000);
      const flows = [loop, short, watched];
      const memory = await createEngine({ flows });
      const storage = sqliteStorage({ file: join(folder, 'runs.db'), synchronous: 'NORMAL' });
      const durable = await createEngine({ flows, storage });
      const loops = (engine: Engine | DurableEngine, count: number, rounds: number) => () =>
        Promise.all(Array.from({ length: count }, () => engine.run(loop, ROUNDS - rounds)));
      const cases: readonly (readonly [string, number, () => Promise<unknown>])[] = [
        ['500 loops of 3,000 rounds in memory', IN_MEMORY_MS, loops(memory, 500, 3000)],
        ['100,000 short runs, one after another', IN_MEMORY_MS, () => inSequence(100_000, () => memory.run(short, 0))],
        ['watched chains of 1,000 steps', IN_MEMORY_MS, () => inSequence(200, () => watch(memory))],
        ['a loop of 3,000 rounds on SQLite', ON_SQLITE_MS, loops(durable, 1, 3000)],
        ['20 loops of 300 rounds on SQLite', ON_SQLITE_MS, loops(durable, 20, 300)],
      ];
      for (const [name, target, work] of cases) {
        await work();
        yield absoluteResult(
          { row: 'P9', case: `longest wait of a timer, ${name}, ms`, target },
          await longestWait(work),
          1,
        );
      }
      await durable.stop();
      await memory.stop();

      async function watch(engine: Engine): Promise<void> {
        const run = await engine.start(watched, 0);
        run.events$.subscribe(() => {});
        run.outputs$.subscribe(() => {});
        await run.result();
      }
    }),
};

async function inSequence(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let count = 0; count < times; count += 1) await work();
}
