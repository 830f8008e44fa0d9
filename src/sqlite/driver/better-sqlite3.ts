import type BetterSqlite3 from 'better-sqlite3';
import type { Driver, Statement } from './driver';

/** The package, or `undefined` where it is not installed. */
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

/** What a row holds is known by the statement alone. */
function statementOf<Row>(statement: unknown): Statement<Row> {
  return statement as Statement<Row>;
}
