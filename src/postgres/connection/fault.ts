import { types } from 'node:util';

/** Network errors belong to another realm under a test runner, where `instanceof` does not recognise them. */
const { isNativeError } = types;

/** Returns the five-character state of a PostgreSQL error; `undefined` for errors that did not come from a server. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!isNativeError(error) || !('severity' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Returns the reason why the connection was lost, with its fix; `undefined` if the connection is still usable. */
export function connectionFault(error: unknown): string | undefined {
  const state = sqlStateOf(error);
  if (state === undefined) return isNativeError(error) ? networkFault(error) : undefined;
  if (state === '57P03') return 'is starting or stopping: try again in a moment';
  if (state.startsWith('57P')) return 'has ended the connection: try again, and check the log of the server';
  if (state.startsWith('08')) return 'has lost the connection: try again';
  return undefined;
}

const ON_THE_WAY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections: check that the server runs and listens at this address',
  ENOTFOUND: 'cannot be found: fix the host name',
  EAI_AGAIN: 'cannot be found at the moment: check the name resolution',
  EHOSTUNREACH: 'cannot be reached: check the network',
  ENETUNREACH: 'cannot be reached: check the network',
  ETIMEDOUT: 'does not answer: check the network and the server',
  ENOENT: 'has no such socket: check that the server runs and listens there',
  EACCES: 'does not let this process use its socket: fix the permissions',
};

/** Patterns for errors of pg without a code: messages of a library may change, so the patterns are loose. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/timeout/i, 'did not answer in time: check the network and the server, or raise timeoutMs or poolSize'],
  [/SSL|certificate|TLS/i, 'and this process do not agree on encryption: fix the option ssl'],
  [/password|SASL|SCRAM/i, 'does not let this user in: fix the user name, the password or pg_hba.conf'],
  [/connection|socket|client|queryable|end of/i, 'has lost the connection: try again'],
];

function networkFault(error: Error): string | undefined {
  // If a host name has several addresses, there is one error for each.
  const first = 'errors' in error && Array.isArray(error.errors) ? (error.errors as readonly unknown[])[0] : error;
  const { code, message }: NodeJS.ErrnoException = isNativeError(first) ? first : error;
  if (code !== undefined && code in ON_THE_WAY) return ON_THE_WAY[code];
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED') return 'has lost the connection: try again';
  return WORDS.find(([words]) => words.test(message))?.[1];
}
