import type { Client, ClientBase, Pool, PoolConfig } from 'pg';
import { MillraceError } from '../../errors';
import type { PostgresConnection, PostgresSettings } from '../options';
import { unescapeJson, unescapeText } from '../reading/escape-text';

type Pg = typeof import('pg');

/** Numbers of PostgreSQL's types. */
const INT8 = 20;
const TEXT = 25;
const JSON_TYPE = 114;
const TEXT_LIST = 1009;
const INT8_LIST = 1016;

/** @throws {MillraceError} `UNSUPPORTED` if the package is missing */
export function loadDriver(): Pg {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an optional peer, which most imports do not need
    return require('pg') as Pg;
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new MillraceError(
      'UNSUPPORTED',
      'postgresStorage: expected the package pg, which is not installed: run "npm install pg"',
      { cause, details: { driver: 'pg' } },
    );
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
}

/** A pool whose connections are made ready before they are used. */
export function poolOf(pg: Pg, settings: PostgresSettings): Pool {
  const pool = new pg.Pool({
    ...configOf(pg, settings),
    max: settings.poolSize,
    allowExitOnIdle: true,
    // The pool waits for it, which its types do not say.
    onConnect: (client): unknown => prepare(client),
  });
  // One that is cut while nobody uses it is dropped by the pool, and the next call gets another one.
  pool.on('error', () => undefined);
  return pool;
}

/** A connection of its own, not yet made. */
export function clientOf(pg: Pg, settings: PostgresSettings): Client {
  return new pg.Client(configOf(pg, settings));
}

/**
 * Every statement here is made to look rows up in an index, one by one. The planner does not know that of tables that were empty
 * when it planned: it would read them whole, or keep a copy of them at hand, and go on so until it is told how they have grown.
 */
const PLAN_BY_INDEX = ['seqscan', 'hashjoin', 'mergejoin', 'material', 'memoize']
  .map((way) => `set enable_${way} = off;`)
  .join(' ');

async function prepare(client: ClientBase): Promise<void> {
  await client.query(`${PLAN_BY_INDEX} set jit = off`);
}

/** How a connection is made, and how values are read from it. */
function configOf(pg: Pg, { url, connection, timeoutMs }: PostgresSettings): PoolConfig {
  const parsers = parsersOf(pg);
  return {
    ...(url === undefined ? inParts(connection) : { connectionString: url }),
    application_name: 'millrace',
    keepAlive: true,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    types: {
      getTypeParser: (type: number) => parsers.get(type) ?? builtIn(pg, type),
    },
  };
}

/** Its types do not let a property be there and undefined, which the package itself does not mind. */
function inParts(connection: PostgresConnection): PoolConfig {
  return connection;
}

type Parser = (text: string) => unknown;

/** The package lists the types that it knows, but for any other gives one that leaves the text as it is. */
function builtIn(pg: Pg, type: number): Parser {
  const { getTypeParser }: { readonly getTypeParser: (type: never) => Parser } = pg.types;
  return (getTypeParser as (type: number) => Parser)(type);
}

function parsersOf(pg: Pg): ReadonlyMap<number, Parser> {
  const list = builtIn(pg, TEXT_LIST) as (text: string) => readonly (string | null)[];
  const eachOf = (parse: Parser) => (text: string) => list(text).map((one) => (one === null ? null : parse(one)));
  // Keys and moments are whole numbers far below 2 ** 53.
  return new Map<number, Parser>([
    [INT8, Number],
    [TEXT, unescapeText],
    [JSON_TYPE, unescapeJson],
    [TEXT_LIST, eachOf(unescapeText)],
    [INT8_LIST, eachOf(Number)],
  ]);
}
