import type { ConnectionOptions } from 'node:tls';
import { inspectValue, MillraceError } from '../errors';
import { DEFAULT_MAX_BODY } from '../storage/adapter-kit';

/** Where a PostgreSQL server is, in parts. What is left out is taken from the variables `PGHOST`, `PGUSER` and so on. */
export interface PostgresConnection {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  /** Or a function that gives it, called for each new connection. */
  readonly password?: string | (() => string | Promise<string>);
  readonly database?: string;
  readonly ssl?: boolean | ConnectionOptions;
}

/** How a {@link postgresStorage} is made. */
export interface PostgresOptions {
  /** Such as `postgres://user:password@host:5432/database`. */
  readonly url?: string;
  /** The same in parts, instead of `url`. */
  readonly connection?: PostgresConnection;
  /** The schema that holds the tables, which is created if it is missing (`millrace`). It must hold nothing else. */
  readonly schema?: string;
  /** Most connections at a time (10), beside the one that listens. */
  readonly poolSize?: number;
  /** How often engines look for what they were not told of, in ms (1000). */
  readonly pollMs?: number;
  /** How long a connection may take to be made, and a statement to be answered, in ms (30,000). */
  readonly timeoutMs?: number;
  /** Characters that one value may have (64 Mi; at most 128 Mi). */
  readonly maxBody?: number;
}

/** Options with everything filled in. */
export interface PostgresSettings extends Required<Omit<PostgresOptions, 'url' | 'connection'>> {
  readonly url: string | undefined;
  readonly connection: PostgresConnection;
}

const NAMES = Object.keys({
  url: true,
  connection: true,
  schema: true,
  poolSize: true,
  pollMs: true,
  timeoutMs: true,
  maxBody: true,
} satisfies Record<keyof PostgresOptions, true>);
/** PostgreSQL's values have a gigabyte at most, and one may be escaped twice on its way. */
const LONGEST_BODY = 2 ** 27;
const LONGEST_WAIT = 2 ** 31 - 1;
const MOST_CONNECTIONS = 1000;
/** What needs no quotes, and is short enough for the channel that is named after it. */
const SCHEMA = /^[a-z_][a-z0-9_]{0,49}$/;

/** @throws {MillraceError} `INVALID_OPTION` */
export function readOptions(given: string | PostgresOptions): PostgresSettings {
  const options = typeof given === 'string' ? { url: given } : given;
  if (typeof options !== 'object' || (options as unknown) === null)
    throw refusal('options', 'a URL or an object', typeof given);
  const odd = Object.keys(options).find((name) => !NAMES.includes(name));
  if (odd !== undefined) throw refusal(odd, `no such option; there are ${NAMES.join(', ')}`, 'one');
  const { url, connection = {}, schema = 'millrace', poolSize = 10, pollMs = 1000, timeoutMs = 30_000 } = options;
  const { maxBody = DEFAULT_MAX_BODY } = options;
  readUrl(url);
  if (typeof connection !== 'object' || (connection as unknown) === null)
    throw refusal('connection', 'an object with host, port, user, password, database and ssl', typeof connection);
  if (url !== undefined && options.connection !== undefined)
    throw refusal('connection', 'either url or connection', 'both');
  if (typeof schema !== 'string' || !SCHEMA.test(schema))
    throw refusal(
      'schema',
      'small letters, digits and _, at most 50, not beginning with a digit',
      inspectValue(schema),
    );
  wholeNumber('poolSize', poolSize, 1, MOST_CONNECTIONS);
  wholeNumber('pollMs', pollMs, 1, LONGEST_WAIT);
  wholeNumber('timeoutMs', timeoutMs, 1, LONGEST_WAIT);
  wholeNumber('maxBody', maxBody, 1, LONGEST_BODY);
  return { url, connection, schema, poolSize, pollMs, timeoutMs, maxBody };
}

/** Names a storage in messages, without what is secret. */
export function whereOf({ url, connection, schema }: PostgresSettings): string {
  const { hostname, port, pathname } = url === undefined ? new URL('postgres:') : new URL(url);
  const host = connection.host ?? (hostname || (process.env['PGHOST'] ?? 'localhost'));
  const at = connection.port ?? (port || (process.env['PGPORT'] ?? 5432));
  const database = connection.database ?? (decodeURIComponent(pathname.slice(1)) || process.env['PGDATABASE']);
  return `${host}:${at}${database === undefined ? '' : `, database "${database}"`}, schema "${schema}"`;
}

/** The message does not repeat what was given, because it may hold a password. */
function readUrl(url: unknown): void {
  if (url === undefined) return;
  if (typeof url !== 'string' || !/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw refusal('url', 'one like postgres://user:password@host:5432/database', 'another text or value');
}

function wholeNumber(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw refusal(name, `a whole number from ${least} to ${most}`, inspectValue(value));
}

function refusal(option: string, expected: string, got: string): MillraceError {
  return new MillraceError('INVALID_OPTION', `postgresStorage: ${option}: expected ${expected}, got ${got}`, {
    details: { option },
  });
}
