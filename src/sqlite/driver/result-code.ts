/** The names of the result codes that are distinguished, by number. */
const CODES: Readonly<Record<number, string>> = {
  3: 'PERM',
  5: 'BUSY',
  6: 'LOCKED',
  7: 'NOMEM',
  8: 'READONLY',
  10: 'IOERR',
  11: 'CORRUPT',
  13: 'FULL',
  14: 'CANTOPEN',
  18: 'TOOBIG',
  19: 'CONSTRAINT',
  20: 'MISMATCH',
  25: 'RANGE',
  26: 'NOTADB',
};

/** Returns the primary result code of an SQLite error, such as `BUSY`; `undefined` for other errors. */
export function resultCodeOf(error: unknown): string | undefined {
  // The libraries share one error class per process; in another realm, as in Jest, it is not an instance of `Error`.
  if (typeof error !== 'object' || error === null) return undefined;
  // better-sqlite3 has the name, node:sqlite the number, whose lowest byte is the code.
  if ('errcode' in error && typeof error.errcode === 'number') return CODES[error.errcode & 0xff] ?? 'ERROR';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^SQLITE_([A-Z]+)/.exec(code)?.[1];
}
