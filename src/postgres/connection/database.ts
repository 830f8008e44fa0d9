import { types } from 'node:util';
import type { Pool, PoolClient } from 'pg';
import { type PostgresSettings, whereOf } from '../options';
import { escapeJson, escapeText } from '../reading/escape-text';
import { loadDriver, poolOf } from './driver';
import { connectionFault } from './fault';
import { lostARace, storageError } from './storage-error';

/** What is bound to a statement. Lists of texts and numbers become arrays, objects JSON. */
export type PostgresValue = string | number | boolean | null | undefined | readonly (string | number)[] | SqlJson;

/** A value that is bound as JSON. */
export class SqlJson {
  constructor(readonly value: unknown) {}
}

/** A statement; with a name the server keeps it prepared for each connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

/** Where statements are carried out: each in a transaction of its own, or all in one. */
export interface Session {
  readonly rows: <Row>(statement: Statement, ...values: readonly PostgresValue[]) => Promise<readonly Row[]>;
}

/** How often something is tried that others have undone. */
const TRIES = 8;

/** The database with one schema of ours. */
export class Database implements Session {
  private statements = 0;

  private constructor(
    private readonly pool: Pool,
    readonly settings: PostgresSettings,
  ) {}

  /** Connections are made when they are needed. */
  static of(settings: PostgresSettings): Database {
    return new Database(poolOf(loadDriver(), settings), settings);
  }

  /** A statement that is used again and again. In its text `@run` is the table, or the function, `run` of the schema. */
  statement(sql: string): Statement {
    this.statements += 1;
    return { name: `millrace_${this.statements}`, text: this.text(sql) };
  }

  /** The same for one that is used once. */
  text(sql: string): string {
    return sql.replace(/@(?=\w)/g, `${this.settings.schema}.`);
  }

  /** Writes by one statement, which is a transaction. */
  readonly rows: Session['rows'] = (statement, ...values) =>
    this.again(() => this.withClient((client) => rowsOf(client, statement, values)));

  /** Reads by one statement, once more over another connection if the first has been cut. */
  readonly read: Session['rows'] = async (statement, ...values) => {
    try {
      return await this.rows(statement, ...values);
    } catch (error) {
      if (connectionFault(error) === undefined) throw error;
      return this.rows(statement, ...values);
    }
  };

  /** Does something in a transaction, from the beginning again if others have undone it. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.again(() =>
      this.withClient(async (client) => {
        await client.query('begin');
        try {
          const result = await work({ rows: (statement, ...values) => rowsOf(client, statement, values) });
          await client.query('commit');
          return result;
        } catch (error) {
          // Where the connection is gone, the server has rolled back by itself.
          if (connectionFault(error) === undefined) await client.query('rollback');
          throw error;
        }
      }),
    );
  }

  explained(error: unknown): Error {
    const explained = storageError(error, whereOf(this.settings));
    return types.isNativeError(explained) ? explained : new Error(String(explained));
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async again<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!lostARace(error) || tries === TRIES) throw error;
      }
    }
  }

  private async withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken = false;
    // It is cut while a statement is on its way, too; then the statement says so.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    try {
      return await work(client);
    } catch (error) {
      broken = connectionFault(error) !== undefined;
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }
}

async function rowsOf<Row>(
  client: PoolClient,
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
