import { invalidOption } from '../../errors';

/** Longest text in which a person says why, in characters. */
const LONGEST_NOTE = 10_000;

/** @throws {MillraceError} `INVALID_OPTION` for anything but a text */
export function requireString(value: unknown, option: string): string {
  if (typeof value === 'string') return value;
  throw invalidOption(option, 'a text', value);
}

/** @throws {MillraceError} `INVALID_OPTION` for anything but a text of at least one character */
export function requireNonEmptyString(value: unknown, option: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidOption(option, 'a text that is not empty', value);
}

/**
 * A reason or a comment, which is kept with the run.
 *
 * @throws {MillraceError} `INVALID_OPTION` for anything but a text of at most 10,000 characters, and for nothing too unless left out
 */
export function requireOptionalString(value: unknown, option: string): string | undefined {
  if (value === undefined || (typeof value === 'string' && value.length <= LONGEST_NOTE)) return value;
  throw invalidOption(option, `a text of at most ${LONGEST_NOTE.toLocaleString('en')} characters`, value);
}
