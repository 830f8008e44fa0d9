import { types } from 'node:util';

/** Errors of the network are not of the realm in which a test runner runs us, so `instanceof` would not know them. */
const { isNativeError } = types;

/** The state that PostgreSQL gave an error, five characters; `undefined` for errors that did not come from a server. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!isNativeError(error) || !('severity' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Why there is no connection any more, and what to do; `undefined` for an error after which it can still be used. */
export function connectionFault(error: unknown): string | undefined {
  const state = sqlStateOf(error);
  if (state === undefined) return isNativeError(error) ? faultOfTheWay(error) : undefined;
  if (state === '57P03') return 'is starting or stopping: try again in a moment';
  if (state.startsWith('57P')) return 'has ended the connection: try again, and see the log of the server';
  if (state.startsWith('08')) return 'has lost the connection: try again';
  return undefined;
}

const ON_THE_WAY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections: see that the server runs and listens at this address',
  ENOTFOUND: 'cannot be found: mend the name of the host',
  EAI_AGAIN: 'cannot be found at the moment: see whether names can be resolved',
  EHOSTUNREACH: 'cannot be reached: see to the network',
  ENETUNREACH: 'cannot be reached: see to the network',
  ETIMEDOUT: 'does not answer: see to the network and the server',
  ENOENT: 'has no such socket: see that the server runs and listens there',
  EACCES: 'does not let this process use its socket: mend the rights',
};

/** What pg throws where there was no code to give: they are texts of a library, so they are read loosely. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/timeout/i, 'did not answer in time: see to the network and the server, or raise timeoutMs or poolSize'],
  [/SSL|certificate|TLS/i, 'and this process do not agree on encryption: mend the option ssl'],
  [/password|SASL|SCRAM/i, 'does not let this user in: mend the user name, the password or pg_hba.conf'],
  [/connection|socket|client|queryable|end of/i, 'has lost the connection: try again'],
];

function faultOfTheWay(error: Error): string | undefined {
  // Where a name has several addresses, there is an error for each.
  const first = 'errors' in error && Array.isArray(error.errors) ? (error.errors as readonly unknown[])[0] : error;
  const { code, message }: NodeJS.ErrnoException = isNativeError(first) ? first : error;
  if (code !== undefined && code in ON_THE_WAY) return ON_THE_WAY[code];
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED') return 'has lost the connection: try again';
  return WORDS.find(([words]) => words.test(message))?.[1];
}
