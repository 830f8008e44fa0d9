import { types } from 'node:util';
import type { Pool, PoolClient } from 'pg';
import { type PostgresSettings, whereOf } from '../options';
import { loadDriver, poolOf } from './driver';
import { connectionFault } from './fault';
import { KeptConnection } from './kept-connection';
import { rowsOf, type Session, type Statement } from './statement';
import { isSerializationFailure, storageError } from './storage-error';

/** The maximum number of attempts of a transaction that concurrent ones roll back. */
const TRIES = 8;

/** A database with the schema of a storage. */
export class Database implements Session {
  private statements = 0;
  private readonly kept: readonly KeptConnection[];

  private constructor(
    private readonly pool: Pool,
    readonly settings: PostgresSettings,
  ) {
    this.kept = [new KeptConnection(settings), new KeptConnection(settings)];
  }

  /** Returns the database of the settings. Connections are opened on demand. */
  static of(settings: PostgresSettings): Database {
    return new Database(poolOf(loadDriver(), settings), settings);
  }

  /** Returns a reusable statement. In its SQL, `@run` is the table or the function `run` of the schema. */
  statement(sql: string): Statement {
    this.statements += 1;
    return { name: `millrace_${this.statements}`, text: this.text(sql) };
  }

  /** Returns the SQL of a statement that is used once, with the same notation. */
  text(sql: string): string {
    return sql.replace(/@(?=\w)/g, `${this.settings.schema}.`);
  }

  /** Executes one writing statement, which is its own transaction. */
  readonly rows: Session['rows'] = (statement, ...values) =>
    this.withRetries(() => this.withClient((client) => rowsOf(client, statement, values)));

  /** Executes one writing statement like {@link rows}, on a connection that is kept for frequent ones if one is free. */
  readonly write: Session['rows'] = (statement, ...values) =>
    this.withRetries(() => {
      const free = this.kept.find(({ isFree }) => isFree);
      return free ? free.rows(statement, values) : this.withClient((client) => rowsOf(client, statement, values));
    });

  /** Executes one idempotent statement; repeats it once on another connection if the first one was lost. */
  readonly read: Session['rows'] = async (statement, ...values) => {
    try {
      return await this.rows(statement, ...values);
    } catch (error) {
      if (connectionFault(error) === undefined) throw error;
      return this.rows(statement, ...values);
    }
  };

  /** Runs work in a transaction; repeats it from the beginning if a concurrent transaction rolls it back. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.withRetries(() =>
      this.withClient(async (client) => {
        await client.query('begin');
        try {
          const result = await work({ rows: (statement, ...values) => rowsOf(client, statement, values) });
          await client.query('commit');
          return result;
        } catch (error) {
          // If the connection is lost, the server has rolled back already.
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

  async close(): Promise<void> {
    await Promise.all([...this.kept.map((connection) => connection.close()), this.pool.end()]);
  }

  private async withRetries<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isSerializationFailure(error) || tries === TRIES) throw error;
      }
    }
  }

  private async withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken = false;
    // A connection lost during a statement also rejects that statement.
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
