import { type ErrorCode, MillraceError } from '../../errors';
import { resultCodeOf } from '../driver/result-code';

/** What SQLite's result codes mean for whoever uses the storage, and what to do. */
const MEANINGS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  BUSY: [
    'STORAGE_UNAVAILABLE',
    'is locked by another process that writes for a long time: try again, raise busyTimeoutMs, or end the other process',
  ],
  LOCKED: ['STORAGE_UNAVAILABLE', 'is locked by another connection: try again'],
  READONLY: ['STORAGE_UNAVAILABLE', 'may not be written: give this process the right to write the file and its folder'],
  CANTOPEN: [
    'STORAGE_UNAVAILABLE',
    'cannot be opened: see that its folder exists, that this process may write there, and that it is a file',
  ],
  IOERR: ['STORAGE_UNAVAILABLE', 'cannot be read or written: see whether the disk is sound and the file still there'],
  PERM: ['STORAGE_UNAVAILABLE', 'may not be used by this process: mend the rights of the file'],
  NOMEM: ['STORAGE_UNAVAILABLE', 'needs more memory than there is'],
  FULL: ['STORAGE_FULL', 'has no room left: make room on the disk; nothing was written, so try again then'],
  CORRUPT: ['STORAGE_CORRUPT', 'is damaged: restore a copy, or save what can be read with "sqlite3 <file> .recover"'],
  NOTADB: ['STORAGE_CORRUPT', 'is not an SQLite database: give the path of another file, or restore a copy'],
  TOOBIG: ['PAYLOAD_TOO_LARGE', 'takes no value that long: keep large things elsewhere and hand on where they are'],
};

/** An error of ours that says what is wrong with the file and what to do; others are given back as they are. */
export function storageError(error: unknown, file: string): unknown {
  const code = isMissingFolder(error) ? 'CANTOPEN' : resultCodeOf(error);
  const meaning = MEANINGS[code ?? ''];
  if (!meaning) return error;
  return new MillraceError(meaning[0], `the SQLite storage "${file}" ${meaning[1]}`, {
    cause: error,
    details: { file, sqlite: code },
  });
}

/** better-sqlite3 looks for the folder itself, and has no code for it. */
function isMissingFolder(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes('directory does not exist');
}

/** Whether the one statement cannot be carried out, and others still can. */
export function concernsOneRow(code: string | undefined): boolean {
  return code === undefined || code === 'TOOBIG' || code === 'CONSTRAINT' || code === 'MISMATCH' || code === 'RANGE';
}
