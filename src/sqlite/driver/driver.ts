/** What is bound to a statement and read from a row. */
export type SqliteValue = string | number | null;

/** What a statement has written. */
export interface WriteResult {
  readonly changes: number | bigint;
  /** Key of the row that was inserted last. */
  readonly lastInsertRowid: number | bigint;
}

/** A prepared statement. `Row` is what its columns are known to be. */
export interface Statement<Row = never> {
  readonly run: (...values: readonly SqliteValue[]) => WriteResult;
  readonly get: (...values: readonly SqliteValue[]) => Row | undefined;
  readonly all: (...values: readonly SqliteValue[]) => readonly Row[];
}

/** The few calls that are needed of a library for SQLite. All answer at once. */
export interface Driver {
  readonly exec: (sql: string) => void;
  readonly prepare: <Row = never>(sql: string) => Statement<Row>;
  readonly close: () => void;
}

/** Libraries that a storage can use. */
export type DriverName = 'better-sqlite3' | 'node:sqlite';
