/** Names of the result codes that are told apart, by their numbers. */
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

/** The result code of an error that SQLite gave, such as `BUSY`, without its extension; `undefined` for other errors. */
export function resultCodeOf(error: unknown): string | undefined {
  // The libraries keep their class of errors for the whole process, so in another realm, as tests have them, it is no `Error`.
  if (typeof error !== 'object' || error === null) return undefined;
  // better-sqlite3 has the name, node:sqlite the number, whose lowest byte is the code.
  if ('errcode' in error && typeof error.errcode === 'number') return CODES[error.errcode & 0xff] ?? 'ERROR';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^SQLITE_([A-Z]+)/.exec(code)?.[1];
}
