import { inspectValue, knownOptions, MillraceError, type OptionNames } from '../errors';
import { DEFAULT_MAX_BODY } from '../storage/adapter-kit';
import type { DriverName } from './driver/driver';

/** The options of {@link sqliteStorage}. */
export interface SqliteOptions {
  /** The path of the file, which is created if it is missing; `:memory:` for none. */
  readonly file: string;
  /**
   * The durability of an acknowledged write. `FULL` (the default): it survives a power cut. `NORMAL`: it survives the
   * end of the process, but a power cut may undo the last writes; several times as fast on most disks. Neither
   * corrupts the file.
   */
  readonly synchronous?: 'FULL' | 'NORMAL';
  /** The time for which a call waits for another writing process, in ms. It blocks the event loop. Default: 5000. */
  readonly busyTimeoutMs?: number;
  /** The interval at which engines poll for writes of other processes, in ms. Default: 500. */
  readonly pollMs?: number;
  /** The maximum length of one value, in characters; at most 256 Mi. Default: 64 Mi. */
  readonly maxBody?: number;
  /** The library to use. Default: `better-sqlite3` if it is installed, otherwise `node:sqlite`. */
  readonly driver?: DriverName;
}

/** The options with all defaults applied. */
export interface SqliteSettings extends Required<Omit<SqliteOptions, 'driver'>> {
  readonly driver: DriverName | undefined;
}

const NAMES: OptionNames<SqliteOptions> = {
  file: true,
  synchronous: true,
  busyTimeoutMs: true,
  pollMs: true,
  maxBody: true,
  driver: true,
};
/** A character has at most three bytes, and a value of SQLite has at most 10^9 bytes. */
const LONGEST_BODY = 2 ** 28;
const LONGEST_WAIT = 2 ** 31 - 1;

/** @throws {MillraceError} `INVALID_OPTION` */
export function readOptions(given: string | SqliteOptions): SqliteSettings {
  const options = typeof given === 'string' ? { file: given } : knownOptions(given, NAMES, 'sqliteStorage()');
  const {
    file,
    synchronous = 'FULL',
    busyTimeoutMs = 5000,
    pollMs = 500,
    maxBody = DEFAULT_MAX_BODY,
    driver,
  } = options;
  if (typeof file !== 'string' || file === '' || file.includes('\0')) throw refusal('file', 'the path of a file', file);
  oneOf('synchronous', synchronous, ['FULL', 'NORMAL']);
  wholeNumber('busyTimeoutMs', busyTimeoutMs, 0, LONGEST_WAIT);
  wholeNumber('pollMs', pollMs, 1, LONGEST_WAIT);
  wholeNumber('maxBody', maxBody, 1, LONGEST_BODY);
  if (driver !== undefined) oneOf('driver', driver, ['better-sqlite3', 'node:sqlite']);
  return { file, synchronous, busyTimeoutMs, pollMs, maxBody, driver };
}

function oneOf(name: string, value: unknown, known: readonly string[]): void {
  if (!known.includes(value as string)) throw refusal(name, known.map((one) => `'${one}'`).join(' or '), value);
}

function wholeNumber(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw refusal(name, `a whole number from ${least} to ${most}`, value);
  }
}

function refusal(option: string, expected: string, value: unknown): MillraceError {
  return new MillraceError(
    'INVALID_OPTION',
    `sqliteStorage(): ${option}: expected ${expected}, got ${inspectValue(value)}`,
    {
      details: { option },
    },
  );
}
