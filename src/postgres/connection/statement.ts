import type { ClientBase } from 'pg';
import { escapeJson, escapeText } from '../reading/escape-text';

/** A value that is bound to a statement. Lists of strings and numbers become arrays, objects JSON. */
export type PostgresValue = string | number | boolean | null | undefined | readonly (string | number)[] | SqlJson;

/** A value that is bound as JSON. */
export class SqlJson {
  constructor(readonly value: unknown) {}
}

/** A statement; if it has a name, the server keeps it prepared for each connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

/** The executor of statements: each in its own transaction, or all in one. */
export interface Session {
  readonly rows: <Row>(statement: Statement, ...values: readonly PostgresValue[]) => Promise<readonly Row[]>;
}

/** Executes a statement on a connection, and returns its rows. */
export async function rowsOf<Row>(
  client: ClientBase,
  statement: Statement,
  values: readonly PostgresValue[],
): Promise<readonly Row[]> {
  const { rows } = await client.query({ ...statement, values: values.map(bound) });
  // A statement knows its columns, and the compiler does not read SQL.
  return rows as readonly Row[];
}

function bound(value: PostgresValue): unknown {
  if (typeof value === 'string') return escapeText(value);
  if (value instanceof SqlJson) return escapeJson(value.value);
  if (Array.isArray(value)) return value.map(bound);
  return value ?? null;
}
