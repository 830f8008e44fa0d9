/** A value that is bound to a statement or read from a row. */
export type SqliteValue = string | number | null;

/** The result of a writing statement. */
export interface WriteResult {
  readonly changes: number | bigint;
  /** The key of the last inserted row. */
  readonly lastInsertRowid: number | bigint;
}

/** A prepared statement. `Row` is the type of its columns. */
export interface Statement<Row = never> {
  readonly run: (...values: readonly SqliteValue[]) => WriteResult;
  readonly get: (...values: readonly SqliteValue[]) => Row | undefined;
  readonly all: (...values: readonly SqliteValue[]) => readonly Row[];
}

/** The operations that an SQLite library must provide. All are synchronous. */
export interface Driver {
  readonly exec: (sql: string) => void;
  readonly prepare: <Row = never>(sql: string) => Statement<Row>;
  readonly close: () => void;
}

/** The supported SQLite libraries. */
export type DriverName = 'better-sqlite3' | 'node:sqlite';
