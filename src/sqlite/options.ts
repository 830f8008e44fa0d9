import { inspectValue, MillraceError } from '../errors';
import { DEFAULT_MAX_BODY } from '../storage/adapter-kit';
import type { DriverName } from './driver/driver';

/** How a {@link sqliteStorage} is made. */
export interface SqliteOptions {
  /** Path of the file, which is created if it is missing; `:memory:` for none. */
  readonly file: string;
  /**
   * What an acknowledgement is worth. `FULL` (the default): it survives a power cut. `NORMAL`: it survives the end of the
   * process, but a power cut may take the last ones back; several times as fast on most disks. The file stays sound with both.
   */
  readonly synchronous?: 'FULL' | 'NORMAL';
  /** How long a call waits for another process that is writing, in ms (5000). The event loop stands still meanwhile. */
  readonly busyTimeoutMs?: number;
  /** How often engines look for what other processes have written, in ms (500). */
  readonly pollMs?: number;
  /** Characters that one value may have (64 Mi; at most 256 Mi). */
  readonly maxBody?: number;
  /** Which library is used: `better-sqlite3` if it is installed, else `node:sqlite`, unless one is named. */
  readonly driver?: DriverName;
}

/** Options with everything filled in. */
export interface SqliteSettings extends Required<Omit<SqliteOptions, 'driver'>> {
  readonly driver: DriverName | undefined;
}

const NAMES = Object.keys({
  file: true,
  synchronous: true,
  busyTimeoutMs: true,
  pollMs: true,
  maxBody: true,
  driver: true,
} satisfies Record<keyof SqliteOptions, true>);
/** A character may take three bytes, and SQLite's values have a thousand million at most. */
const LONGEST_BODY = 2 ** 28;
const LONGEST_WAIT = 2 ** 31 - 1;

/** @throws {MillraceError} `INVALID_OPTION` */
export function readOptions(given: string | SqliteOptions): SqliteSettings {
  const options = typeof given === 'string' ? { file: given } : given;
  if (typeof options !== 'object' || (options as unknown) === null)
    throw refusal('options', 'a path or an object', given);
  const odd = Object.keys(options).find((name) => !NAMES.includes(name));
  if (odd !== undefined) throw refusal(odd, `no such option; there are ${NAMES.join(', ')}`, undefined);
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
    `sqliteStorage: ${option}: expected ${expected}, got ${inspectValue(value)}`,
    {
      details: { option },
    },
  );
}
