import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, type DurableEngine } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { chainOf, type SimpleFlow } from '../flows/chain';
import { Grow, type LargeValue, largeValue } from '../flows/grow';
import { Increment } from '../flows/increment';
import { SqliteFloor } from '../flows/sqlite-floor';
import { together } from '../flows/together';
import { compete } from '../harness/compete';
import { competeForCpu } from '../harness/cpu';
import { absoluteResult, type Result, ratioResult, speedResult } from '../harness/result';
import type { Row } from '../harness/row';
import { inTemporaryFolder } from '../harness/temporary-folder';

const LENGTH = 10;
/** The bytes after which the write-ahead log no longer grows; commits take longer until then. */
const GROWN_BYTES = 20_000_000;
const TARGETS = new Map([
  [1, 0.7],
  [16, 0.45],
  [128, 0.4],
]);

interface Bench {
  readonly engine: DurableEngine;
  readonly chain: SimpleFlow<number, number>;
  readonly floor: SqliteFloor;
}

/** Opens an engine and the floor beside it, on files that have grown. */
async function opened(folder: string, synchronous: 'FULL' | 'NORMAL'): Promise<Bench> {
  const chain = chainOf(Increment, LENGTH);
  const file = join(folder, 'runs.db');
  const engine = await createEngine({ flows: [chain], storage: sqliteStorage({ file, synchronous }) });
  const floorFile = join(folder, 'floor.db');
  const floor = new SqliteFloor(floorFile, synchronous);
  while (sizeOf(file) < GROWN_BYTES) await together(engine, chain, 128);
  while (sizeOf(floorFile) < GROWN_BYTES) await floor.together(128, LENGTH);
  return { engine, chain, floor };
}

function sizeOf(file: string): number {
  return statSync(file).size + statSync(`${file}-wal`).size;
}

/** Steps of durable runs, over one row inserted and one updated a step, in transactions that as many runs share. */
function sqliteSteps(name: string, synchronous: 'FULL' | 'NORMAL'): Row {
  return {
    name,
    measure: () =>
      inTemporaryFolder(async function* (folder): AsyncIterable<Result> {
        const { engine, chain, floor } = await opened(folder, synchronous);
        for (const [count, target] of TARGETS) {
          const times = await compete({
            millrace: { run: () => together(engine, chain, count), units: count * LENGTH },
            limit: { run: () => floor.together(count, LENGTH), units: count * LENGTH },
          });
          const label = `SQLite ${synchronous}, ${count} runs of ${LENGTH} at once, µs a step`;
          yield speedResult({ row: name, case: label, target }, times);
        }
        floor.close();
        await engine.stop();
      }),
  };
}

export const d1: Row = sqliteSteps('D1', 'FULL');
export const d2: Row = sqliteSteps('D2', 'NORMAL');

/** The same with large values, which are copied and encoded. */
export const d2b: Row = {
  name: 'D2B',
  measure: () =>
    inTemporaryFolder(async function* (folder): AsyncIterable<Result> {
      const chain = chainOf<LargeValue>(Grow, LENGTH);
      const storage = sqliteStorage({ file: join(folder, 'runs.db'), synchronous: 'NORMAL' });
      const engine = await createEngine({ storage });
      await engine.register(chain);
      const value = largeValue();
      const text = JSON.stringify(value);
      const times = await compete({
        millrace: { run: () => engine.run(chain, value), units: LENGTH },
        limit: { run: async () => JSON.stringify(JSON.parse(text)) },
      });
      yield ratioResult(
        { row: 'D2b', case: 'a step with a value of 8 kB, over parsing and writing it', target: null },
        times,
      );
      await engine.stop();
    }),
};

/** The processor time of a step, which hardly depends on the disk. */
export const dCpu: Row = {
  name: 'D-CPU',
  measure: () =>
    inTemporaryFolder(async function* (folder): AsyncIterable<Result> {
      const { engine, chain, floor } = await opened(folder, 'NORMAL');
      const times = await competeForCpu({
        millrace: { run: () => together(engine, chain, 128), units: 128 * LENGTH },
        limit: { run: () => floor.together(128, LENGTH), units: 128 * LENGTH },
      });
      yield ratioResult({ row: 'D-CPU', case: 'processor time of a step, 128 runs at once, µs', target: 4 }, times);
      yield absoluteResult({ row: 'D-CPU', case: 'the same, in µs', target: null }, times.millrace, times.limit);
      floor.close();
      await engine.stop();
    }),
};
