import { MillraceError } from 'millrace';

/** Returns the error for a file that cannot be used. The engine then tries again, and reads what was written. */
export function unavailable(file: string, what: string, cause?: unknown): MillraceError {
  const isFull = codeOf(cause) === 'ENOSPC' || codeOf(cause) === 'EDQUOT';
  const cure = isFull ? 'make room and try again' : 'see that the file can be written by this process alone';
  return new MillraceError(isFull ? 'STORAGE_FULL' : 'STORAGE_UNAVAILABLE', `${file}: ${what}; ${cure}`, {
    cause,
    details: { file },
  });
}

/** Returns the error for a line that this storage did not write. */
export function corrupt(file: string, line: number): MillraceError {
  return new MillraceError(
    'STORAGE_CORRUPT',
    `${file}, line ${line}: expected what this storage writes; restore a copy, or name another file`,
    { details: { file, line } },
  );
}

/** The code of an error of Node, such as `ENOENT`. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
