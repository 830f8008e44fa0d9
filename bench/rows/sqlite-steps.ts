import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createEngine } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { chainOf } from '../flows/chain';
import { Increment } from '../flows/increment';
import { together } from '../flows/together';
import { compete } from '../harness/compete';
import { type Result, speedResult } from '../harness/result';
import type { Row } from '../harness/row';
import { inTemporaryFolder } from '../harness/temporary-folder';

const LENGTH = 10;

/** Steps of durable runs, over one prepared insert a step in a transaction of its own. */
function sqliteSteps(name: string, synchronous: 'FULL' | 'NORMAL', targets: ReadonlyMap<number, number>): Row {
  return {
    name,
    measure: () =>
      inTemporaryFolder(async function* (folder): AsyncIterable<Result> {
        const chain = chainOf(Increment, LENGTH);
        const storage = sqliteStorage({ file: join(folder, 'runs.db'), synchronous });
        const engine = await createEngine({ flows: [chain], storage });
        const insert = insertInto(join(folder, 'limit.db'), synchronous);
        for (const [count, target] of targets) {
          const times = await compete({
            millrace: { run: () => together(engine, chain, count), units: count * LENGTH },
            limit: { run: async () => insert(LENGTH), units: LENGTH },
          });
          const label = `SQLite ${synchronous}, ${count} runs of ${LENGTH} at once, µs a step`;
          yield speedResult({ row: name, case: label, target }, times);
        }
        await engine.stop();
      }),
  };
}

function insertInto(file: string, synchronous: string): (times: number) => void {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${synchronous}`);
  database.exec('create table step (id integer primary key, run integer not null, body text not null)');
  const insert = database.prepare('insert into step (run, body) values (?, ?)');
  const body = JSON.stringify({ action: 'next', value: 1, at: 1_700_000_000_000, events: ['step.completed'] });
  return (times) => {
    for (let count = 0; count < times; count += 1) insert.run(count, body);
  };
}

export const d1: Row = sqliteSteps(
  'D1',
  'FULL',
  new Map([
    [1, 0.8],
    [16, 7],
    [128, 20],
  ]),
);
export const d2: Row = sqliteSteps(
  'D2',
  'NORMAL',
  new Map([
    [1, 0.6],
    [16, 2.5],
    [128, 3.5],
  ]),
);
