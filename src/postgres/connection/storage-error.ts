import { type ErrorCode, MillraceError } from '../../errors';
import { connectionFault, sqlStateOf } from './fault';

/** What states of PostgreSQL mean for whoever uses the storage, and what to do. The first that a state begins with counts. */
const MEANINGS: readonly (readonly [state: string, code: ErrorCode, meaning: string])[] = [
  ['28', 'STORAGE_UNAVAILABLE', 'does not let this user in: mend the user name, the password or pg_hba.conf'],
  ['3D', 'STORAGE_UNAVAILABLE', 'has no such database: create it, or mend the name'],
  [
    '42501',
    'STORAGE_UNAVAILABLE',
    'does not give this user the rights that are needed: make it the owner of the schema',
  ],
  ['25006', 'STORAGE_UNAVAILABLE', 'can only be read: connect to the primary server'],
  ['40', 'STORAGE_UNAVAILABLE', 'was changed by others at the same moment again and again: try again'],
  ['53100', 'STORAGE_FULL', 'has no room left: make room on its disk; nothing was written, so try again then'],
  ['53300', 'STORAGE_UNAVAILABLE', 'has too many connections: lower poolSize, or raise max_connections of the server'],
  ['53', 'STORAGE_UNAVAILABLE', 'has not enough memory or other resources: try again later'],
  ['54', 'PAYLOAD_TOO_LARGE', 'takes no value that long: keep large things elsewhere and hand on where they are'],
  ['57014', 'STORAGE_UNAVAILABLE', 'cancelled a statement: see statement_timeout and lock_timeout of the server'],
  [
    '42',
    'STORAGE_CORRUPT',
    'lacks a table or function, or was changed by others: restore a copy, or give another schema',
  ],
  ['3F', 'STORAGE_CORRUPT', 'has lost its schema: restore a copy, or open the storage again'],
  ['XX001', 'STORAGE_CORRUPT', 'is damaged: restore a copy'],
  ['XX002', 'STORAGE_CORRUPT', 'has a damaged index: reindex it, or restore a copy'],
  ['58', 'STORAGE_UNAVAILABLE', 'cannot read or write its files: see the log of the server'],
];

/** An error of ours that says what is wrong and what to do; others are given back as they are. */
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

/** Whether the one row cannot be written, and others still can. */
export function concernsOneRow(error: unknown): boolean {
  const state = sqlStateOf(error) ?? '';
  return /^(22|23|54)/.test(state);
}

/** Whether a transaction was undone because of others, and may be tried again. */
export function lostARace(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '40001' || state === '40P01';
}
