import { invalidOption, invalidString, isStorableName, isStorableString } from '../../errors';

/** The maximum length of a reason or a comment, in characters. */
const MAX_NOTE_LENGTH = 10_000;

// In each function, `by` is the function that takes the option, for messages.

/**
 * Returns a string to look something up with.
 *
 * @throws {MillraceError} `INVALID_OPTION` for anything but a string that a storage can hold
 */
export function requireString(value: unknown, option: string, by: string): string {
  if (isStorableString(value)) return value;
  throw invalidString(option, 'a string', value, by);
}

/**
 * Returns an id, a key, a tag or the name of a person, which will be stored.
 *
 * @throws {MillraceError} `INVALID_OPTION` for anything but a string of 1 to 512 characters that a storage can hold
 */
export function requireName(value: unknown, option: string, by: string): string {
  if (isStorableName(value)) return value;
  throw invalidString(option, 'a non-empty string', value, by);
}

/**
 * Returns a reason or a comment, which is stored with the run.
 *
 * @throws {MillraceError} `INVALID_OPTION` for anything but `undefined` or a string of at most 10,000 characters
 */
export function requireNote(value: unknown, option: string, by: string): string | undefined {
  if (value === undefined || (typeof value === 'string' && value.length <= MAX_NOTE_LENGTH)) return value;
  throw invalidOption(option, `a string of at most ${MAX_NOTE_LENGTH.toLocaleString('en')} characters`, value, by);
}
