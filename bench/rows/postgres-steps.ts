import { createEngine } from 'millrace';
import { postgresStorage } from 'millrace/postgres';
import { openTestDatabase, type TestDatabase } from '../../test/support/postgres';
import { chainOf } from '../flows/chain';
import { CountedNotifications } from '../flows/counted-notifications';
import { Increment } from '../flows/increment';
import { PostgresFloor } from '../flows/postgres-floor';
import { together } from '../flows/together';
import { compete } from '../harness/compete';
import { absoluteResult, type Result, speedResult } from '../harness/result';
import type { Row } from '../harness/row';

const LENGTH = 10;
/** The most that a storage sends in a second: one each 20 ms. */
const NOTIFICATIONS = 50;
const TARGETS = new Map([
  [1, 0.7],
  [16, 0.4],
  [128, 0.4],
]);

/** Steps of durable runs, over one row inserted and one updated a step, in statements that as many runs share. */
export const d3: Row = {
  name: 'D3',
  measure: () =>
    onTestDatabase(async function* (database): AsyncIterable<Result> {
      const chain = chainOf(Increment, LENGTH);
      const storage = postgresStorage({ url: database.url, schema: database.freshSchema() });
      const engine = await createEngine({ flows: [chain], storage });
      const floor = await PostgresFloor.open(database);
      for (const [count, target] of TARGETS) {
        const times = await compete({
          millrace: { run: () => together(engine, chain, count), units: count * LENGTH },
          limit: { run: () => floor.together(count, LENGTH), units: count * LENGTH },
        });
        yield speedResult(
          { row: 'D3', case: `PostgreSQL, ${count} runs of ${LENGTH} at once, µs a step`, target },
          times,
        );
      }
      await floor.close();
      await engine.stop();
    }),
};

/** Transactions that write, counted by the server; those that notify other processes are apart. */
export const d4: Row = {
  name: 'D4',
  measure: () =>
    onTestDatabase(async function* (database): AsyncIterable<Result> {
      const chain = chainOf(Increment, LENGTH);
      const schema = database.freshSchema();
      const storage = postgresStorage({ url: database.url, schema });
      const engine = await createEngine({ flows: [chain], storage, lease: '1h' });
      const notifications = await CountedNotifications.of(database, schema);
      await engine.run(chain, 0);
      const runs = 50;
      const before = await transactions(database);
      const [since, notified] = [performance.now(), notifications.count];
      for (let count = 0; count < runs; count += 1) await engine.run(chain, 0);
      const all = (await transactions(database)) - before;
      const seconds = (performance.now() - since) / 1000;
      await notifications.settled();
      const notifying = notifications.count - notified;
      const commits = (all - notifying) / runs;
      yield absoluteResult(
        { row: 'D4', case: `commits a run of ${LENGTH} steps, one at a time`, target: 11 },
        commits,
        LENGTH,
      );
      yield absoluteResult(
        { row: 'D4', case: 'notifications a second', target: NOTIFICATIONS },
        notifying / seconds,
        NOTIFICATIONS,
      );
      await notifications.close();
      await engine.stop();
    }),
};

/** How many transactions have got a number, which only those get that write. */
async function transactions(database: TestDatabase): Promise<number> {
  const [row] = await database.query('select pg_snapshot_xmax(pg_current_snapshot())::text as next');
  return Number(row?.['next']);
}

async function* onTestDatabase(work: (database: TestDatabase) => AsyncIterable<Result>): AsyncIterable<Result> {
  const database = await openTestDatabase({ waitsForDisk: true });
  try {
    yield* work(database);
  } finally {
    await database.end();
  }
}
