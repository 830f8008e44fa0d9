import type BetterSqlite3 from 'better-sqlite3';
import { isMissingPackage } from '../../errors';
import type { Driver, Statement } from './driver';

/** Returns the package, or `undefined` if it is not installed. */
export function findBetterSqlite3(): typeof BetterSqlite3 | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an optional peer, which most imports do not need
    return require('better-sqlite3') as typeof BetterSqlite3;
  } catch (error) {
    if (isMissingPackage(error)) return undefined;
    throw error;
  }
}

export function openBetterSqlite3(Database: typeof BetterSqlite3, file: string): Driver {
  const database = new Database(file);
  return {
    exec: (sql) => void database.exec(sql),
    prepare: <Row>(sql: string) => statementOf<Row>(database.prepare(sql)),
    close: () => void database.close(),
  };
}

/** The one cast: only the statement determines the type of a row. */
function statementOf<Row>(statement: unknown): Statement<Row> {
  return statement as Statement<Row>;
}
