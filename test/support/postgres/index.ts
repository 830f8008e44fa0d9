import { Client } from 'pg';
import { PostgresServer, type ServerOptions } from './server';
import { SHARED_SERVER, sharedServerUrl } from './shared-server';

export { PASSWORD, PostgresServer } from './server';

/** A database for tests: that of `TEST_PG_URL`, that of the server which a Jest run has, or of a server that is started for it. */
export interface TestDatabase {
  readonly url: string;
  /** A name that no schema has yet. */
  readonly freshSchema: () => string;
  readonly query: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  readonly drop: (schema: string) => Promise<void>;
  /** Drops the schemas that are left, and ends the server if it is this database's own. */
  readonly end: () => Promise<void>;
}

let schemas = 0;

export async function openTestDatabase(options: Pick<ServerOptions, 'waitsForDisk'> = {}): Promise<TestDatabase> {
  const shared = process.env[SHARED_SERVER];
  const given =
    process.env['TEST_PG_URL'] ??
    (shared === undefined || options.waitsForDisk === true ? undefined : await sharedServerUrl(shared));
  const server = given === undefined ? await PostgresServer.create(options) : undefined;
  const url = given ?? server?.url() ?? '';
  const client = new Client({ connectionString: url });
  await client.connect();
  const left = new Set<string>();
  const query = async (sql: string) => (await client.query<Record<string, unknown>>(sql)).rows;
  const drop = async (schema: string) => {
    left.delete(schema);
    await client.query('set client_min_messages = warning');
    await client.query(`drop schema if exists ${schema} cascade`);
  };
  return {
    url,
    freshSchema: () => {
      schemas += 1;
      const schema = `test_${process.pid}_${schemas}`;
      left.add(schema);
      return schema;
    },
    query,
    drop,
    end: async () => {
      for (const schema of left) await drop(schema);
      await client.end();
      await server?.remove();
    },
  };
}
