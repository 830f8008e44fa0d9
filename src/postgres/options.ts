import type { ConnectionOptions } from 'node:tls';
import { inspectValue, knownOptions, MillraceError, type OptionNames } from '../errors';
import { DEFAULT_MAX_BODY } from '../storage/adapter-kit';

/** The address of a PostgreSQL server, in parts. Missing parts come from the variables `PGHOST`, `PGUSER` and so on. */
export interface PostgresConnection {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  /** The password, or a function that returns it, called for each new connection. */
  readonly password?: string | (() => string | Promise<string>);
  readonly database?: string;
  readonly ssl?: boolean | ConnectionOptions;
}

/** The options of {@link postgresStorage}. */
export interface PostgresOptions {
  /** The URL of the database, such as `postgres://user:password@host:5432/database`. */
  readonly url?: string;
  /** The address of the database in parts, instead of `url`. */
  readonly connection?: PostgresConnection;
  /** The schema of the tables, created if it is missing. It must contain nothing else. Default: `millrace`. */
  readonly schema?: string;
  /** The maximum number of pooled connections, besides one for notifications and two for commits. Default: 10. */
  readonly poolSize?: number;
  /** The interval at which engines poll for changes without a notification, in ms. Default: 1000. */
  readonly pollMs?: number;
  /** The time limit for opening a connection and for each statement, in ms. Default: 30,000. */
  readonly timeoutMs?: number;
  /** The maximum length of one value, in characters; at most 128 Mi. Default: 64 Mi. */
  readonly maxBody?: number;
}

/** The options with all defaults applied. */
export interface PostgresSettings extends Required<Omit<PostgresOptions, 'url' | 'connection'>> {
  readonly url: string | undefined;
  readonly connection: PostgresConnection;
}

const NAMES: OptionNames<PostgresOptions> = {
  url: true,
  connection: true,
  schema: true,
  poolSize: true,
  pollMs: true,
  timeoutMs: true,
  maxBody: true,
};
const CONNECTION: OptionNames<PostgresConnection> = {
  host: true,
  port: true,
  user: true,
  password: true,
  database: true,
  ssl: true,
};
/** A value of PostgreSQL has at most 1 GB, and a string may be escaped twice before it is stored. */
const LONGEST_BODY = 2 ** 27;
const LONGEST_WAIT = 2 ** 31 - 1;
const MOST_CONNECTIONS = 1000;
/** A name that needs no quotes, and is short enough to be part of the channel name. */
const SCHEMA = /^[a-z_][a-z0-9_]{0,49}$/;

/** @throws {MillraceError} `INVALID_OPTION` */
export function readOptions(address: string | PostgresOptions): PostgresSettings {
  const options = typeof address === 'string' ? { url: address } : knownOptions(address, NAMES, 'postgresStorage()');
  const { url, schema = 'millrace', poolSize = 10, pollMs = 1000, timeoutMs = 30_000 } = options;
  const { maxBody = DEFAULT_MAX_BODY } = options;
  const { connection: given = {} } = options;
  const connection = knownOptions(given, CONNECTION, 'postgresStorage()', 'connection');
  readUrl(url);
  if (url !== undefined && options.connection !== undefined)
    throw refusal('connection', 'either url or connection', 'both');
  if (typeof schema !== 'string' || !SCHEMA.test(schema))
    throw refusal(
      'schema',
      'at most 50 lowercase letters, digits and _, not beginning with a digit',
      inspectValue(schema),
    );
  wholeNumber('poolSize', poolSize, 1, MOST_CONNECTIONS);
  wholeNumber('pollMs', pollMs, 1, LONGEST_WAIT);
  wholeNumber('timeoutMs', timeoutMs, 1, LONGEST_WAIT);
  wholeNumber('maxBody', maxBody, 1, LONGEST_BODY);
  return { url, connection, schema, poolSize, pollMs, timeoutMs, maxBody };
}

/** Returns the address of a storage for messages, without secrets. */
export function whereOf({ url, connection, schema }: PostgresSettings): string {
  const { hostname, port, pathname } = url === undefined ? new URL('postgres:') : new URL(url);
  const host = connection.host ?? (hostname || (process.env['PGHOST'] ?? 'localhost'));
  const at = connection.port ?? (port || (process.env['PGPORT'] ?? 5432));
  const database = connection.database ?? (decodeURIComponent(pathname.slice(1)) || process.env['PGDATABASE']);
  return `${host}:${at}${database === undefined ? '' : `, database "${database}"`}, schema "${schema}"`;
}

/** Checks the URL. The message does not repeat it, because it may contain a password. */
function readUrl(url: unknown): void {
  if (url === undefined) return;
  if (typeof url !== 'string' || !/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw refusal('url', 'a URL such as postgres://user:password@host:5432/database', 'another value');
}

function wholeNumber(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw refusal(name, `a whole number from ${least} to ${most}`, inspectValue(value));
}

function refusal(option: string, expected: string, got: string): MillraceError {
  return new MillraceError('INVALID_OPTION', `postgresStorage(): ${option}: expected ${expected}, got ${got}`, {
    details: { option },
  });
}
