import { type ErrorCode, MillraceError } from '../../errors';
import { resultCodeOf } from '../driver/result-code';

/** The meaning of SQLite's result codes for users of the storage, and the way to fix them. */
const MEANINGS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  BUSY: [
    'STORAGE_UNAVAILABLE',
    'is locked by another process with a long write: try again, raise busyTimeoutMs, or end the other process',
  ],
  LOCKED: ['STORAGE_UNAVAILABLE', 'is locked by another connection: try again'],
  READONLY: ['STORAGE_UNAVAILABLE', 'is not writable: allow this process to write the file and its folder'],
  CANTOPEN: [
    'STORAGE_UNAVAILABLE',
    'cannot be opened: check that its folder exists, that this process may write there, and that it is a file',
  ],
  IOERR: ['STORAGE_UNAVAILABLE', 'cannot be read or written: check that the disk works and that the file still exists'],
  PERM: ['STORAGE_UNAVAILABLE', 'is not accessible to this process: fix the permissions of the file'],
  NOMEM: ['STORAGE_UNAVAILABLE', 'needs more memory than is available'],
  FULL: ['STORAGE_FULL', 'has no space left: free space on the disk, then try again; nothing was written'],
  CORRUPT: ['STORAGE_CORRUPT', 'is damaged: restore a backup, or recover its data with "sqlite3 <file> .recover"'],
  NOTADB: ['STORAGE_CORRUPT', 'is not an SQLite database: use the path of another file, or restore a backup'],
  TOOBIG: ['PAYLOAD_TOO_LARGE', 'does not accept a value that long: store large data elsewhere and pass a reference'],
};

/** Returns a `MillraceError` with the problem and its fix for an error of SQLite; returns other errors unchanged. */
export function storageError(error: unknown, file: string): unknown {
  const code = isMissingFolder(error) ? 'CANTOPEN' : resultCodeOf(error);
  const meaning = MEANINGS[code ?? ''];
  if (!meaning) return error;
  return new MillraceError(meaning[0], `the SQLite storage "${file}" ${meaning[1]}`, {
    cause: error,
    details: { file, sqlite: code },
  });
}

/** Returns whether better-sqlite3 found no folder; it checks the folder itself and throws without a code. */
function isMissingFolder(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes('directory does not exist');
}

/** Returns whether only the one statement failed, so that others can still be executed. */
export function concernsOneRow(code: string | undefined): boolean {
  return code === undefined || code === 'TOOBIG' || code === 'CONSTRAINT' || code === 'MISMATCH' || code === 'RANGE';
}
