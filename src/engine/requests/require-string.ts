import { invalidOption } from '../../errors';

/** The maximum length of a reason or a comment, in characters. */
const MAX_NOTE_LENGTH = 10_000;

/** @throws {MillraceError} `INVALID_OPTION` for anything but a string */
export function requireString(value: unknown, option: string): string {
  if (typeof value === 'string') return value;
  throw invalidOption(option, 'a string', value);
}

/** @throws {MillraceError} `INVALID_OPTION` for anything but a non-empty string */
export function requireNonEmptyString(value: unknown, option: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidOption(option, 'a non-empty string', value);
}

/**
 * Returns a reason or a comment, which is stored with the run.
 *
 * @throws {MillraceError} `INVALID_OPTION` for anything but `undefined` or a string of at most 10,000 characters
 */
export function requireOptionalString(value: unknown, option: string): string | undefined {
  if (value === undefined || (typeof value === 'string' && value.length <= MAX_NOTE_LENGTH)) return value;
  throw invalidOption(option, `a string of at most ${MAX_NOTE_LENGTH.toLocaleString('en')} characters`, value);
}
