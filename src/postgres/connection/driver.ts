import type { Client, ClientBase, Pool, PoolConfig } from 'pg';
import { isMissingPackage, MillraceError } from '../../errors';
import type { PostgresConnection, PostgresSettings } from '../options';
import { unescapeJson, unescapeText } from '../reading/escape-text';

type Pg = typeof import('pg');

/** The object ids of PostgreSQL's types. */
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
    if (!isMissingPackage(cause)) throw cause;
    throw new MillraceError(
      'UNSUPPORTED',
      'postgresStorage(): expected the package pg, which is not installed: run "npm install pg"',
      { cause, details: { driver: 'pg' } },
    );
  }
}

/** Returns a pool that configures each connection before its first use. */
export function poolOf(pg: Pg, settings: PostgresSettings): Pool {
  const pool = new pg.Pool({
    ...configOf(pg, settings),
    max: settings.poolSize,
    allowExitOnIdle: true,
    // The pool awaits this hook, although its types do not show it.
    onConnect: (client): unknown => prepare(client),
  });
  // The pool drops an idle connection that is lost, and the next call gets another one.
  pool.on('error', () => undefined);
  return pool;
}

/** Returns a client outside the pool, not yet connected. */
export function clientOf(pg: Pg, settings: PostgresSettings): Client {
  return new pg.Client(configOf(pg, settings));
}

/** Returns a client outside the pool that limits no statement in time, not yet connected. */
export function unlimitedClientOf(pg: Pg, settings: PostgresSettings): Client {
  return new pg.Client({ ...configOf(pg, settings), query_timeout: 0 });
}

/** A client with methods that the types of the package omit. */
type ReferencedClient = Client & { readonly ref: () => void; readonly unref: () => void };

/** Keeps the process alive while a client is in use. */
export function ref(client: Client): void {
  (client as ReferencedClient).ref();
}

/** Lets the process end while a client is idle. */
export function unref(client: Client): void {
  (client as ReferencedClient).unref();
}

/**
 * All statements are designed for index lookups of single rows. For tables that were empty at planning time, the
 * planner would choose sequential scans, hash joins or materialisation, and keep such plans until it has new
 * statistics.
 */
const PLAN_BY_INDEX = ['seqscan', 'hashjoin', 'mergejoin', 'material', 'memoize']
  .map((way) => `set enable_${way} = off;`)
  .join(' ');

/** Configures a new connection. */
export async function prepare(client: ClientBase): Promise<void> {
  await client.query(`${PLAN_BY_INDEX} set jit = off`);
}

/** Returns the configuration of a connection, including its type parsers. */
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

/** The types of the package do not allow undefined properties, although the package itself does. */
function inParts(connection: PostgresConnection): PoolConfig {
  return connection;
}

type Parser = (text: string) => unknown;

/** The types of the package list only known types; for others, the package returns a parser that keeps the string. */
function builtIn(pg: Pg, type: number): Parser {
  const { getTypeParser }: { readonly getTypeParser: (type: never) => Parser } = pg.types;
  return (getTypeParser as (type: number) => Parser)(type);
}

function parsersOf(pg: Pg): ReadonlyMap<number, Parser> {
  const list = builtIn(pg, TEXT_LIST) as (text: string) => readonly (string | null)[];
  const eachOf = (parse: Parser) => (text: string) => list(text).map((one) => (one === null ? null : parse(one)));
  // Keys and times are integers far below 2 ** 53.
  return new Map<number, Parser>([
    [INT8, Number],
    [TEXT, unescapeText],
    [JSON_TYPE, unescapeJson],
    [TEXT_LIST, eachOf(unescapeText)],
    [INT8_LIST, eachOf(Number)],
  ]);
}
