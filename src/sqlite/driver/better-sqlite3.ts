import type BetterSqlite3 from 'better-sqlite3';
import type { Driver, Statement } from './driver';

/** Returns the package, or `undefined` if it is not installed. */
export function findBetterSqlite3(): typeof BetterSqlite3 | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an optional peer, which most imports do not need
    return require('better-sqlite3') as typeof BetterSqlite3;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
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
