import { type ErrorCode, MillraceError } from '../../errors';
import { connectionFault, sqlStateOf } from './fault';

/**
 * The meaning of PostgreSQL's error states for users of the storage, and the way to fix them. The first matching prefix
 * counts.
 */
const MEANINGS: readonly (readonly [state: string, code: ErrorCode, meaning: string])[] = [
  ['28', 'STORAGE_UNAVAILABLE', 'does not let this user in: fix the user name, the password or pg_hba.conf'],
  ['3D', 'STORAGE_UNAVAILABLE', 'has no such database: create it, or fix the name'],
  ['42501', 'STORAGE_UNAVAILABLE', 'does not give this user the required privileges: make it the owner of the schema'],
  ['25006', 'STORAGE_UNAVAILABLE', 'is read-only: connect to the primary server'],
  ['40', 'STORAGE_UNAVAILABLE', 'was changed concurrently too often: try again'],
  ['53100', 'STORAGE_FULL', 'has no space left: free space on its disk, then try again; nothing was written'],
  ['53300', 'STORAGE_UNAVAILABLE', 'has too many connections: lower poolSize, or raise max_connections of the server'],
  ['53', 'STORAGE_UNAVAILABLE', 'does not have enough memory or other resources: try again later'],
  ['54', 'PAYLOAD_TOO_LARGE', 'does not accept a value that long: store large data elsewhere and pass a reference'],
  ['57014', 'STORAGE_UNAVAILABLE', 'cancelled a statement: check statement_timeout and lock_timeout of the server'],
  [
    '42',
    'STORAGE_CORRUPT',
    'lacks a table or function, or was changed by another program: restore a backup, or use another schema',
  ],
  ['3F', 'STORAGE_CORRUPT', 'has lost its schema: restore a backup, or open the storage again'],
  ['XX001', 'STORAGE_CORRUPT', 'is damaged: restore a backup'],
  ['XX002', 'STORAGE_CORRUPT', 'has a damaged index: reindex it, or restore a backup'],
  ['58', 'STORAGE_UNAVAILABLE', 'cannot read or write its files: check the log of the server'],
];

/**
 * Returns a `MillraceError` with the problem and its fix for an error of PostgreSQL; returns other errors unchanged.
 */
export function storageError(error: unknown, where: string): unknown {
  if (MillraceError.is(error)) return error;
  const state = sqlStateOf(error);
  const fault = connectionFault(error);
  const known = fault ? undefined : MEANINGS.find(([start]) => state?.startsWith(start));
  const [, code, meaning] = known ?? [undefined, 'STORAGE_UNAVAILABLE' as const, fault];
  if (meaning === undefined) return error;
  return new MillraceError(code, `the PostgreSQL storage at ${where} ${meaning}`, {
    cause: error,
    details: { where, ...(state !== undefined && { sqlState: state }) },
  });
}

/** Returns whether only one row cannot be written, so that others still can. */
export function concernsOneRow(error: unknown): boolean {
  const state = sqlStateOf(error) ?? '';
  return /^(22|23|54)/.test(state);
}

/** Returns whether a transaction was rolled back because of a concurrent one, and may be tried again. */
export function isSerializationFailure(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '40001' || state === '40P01';
}
