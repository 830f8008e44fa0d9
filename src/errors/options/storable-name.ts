import { invalidOption } from '../invalid-option';
import type { MillraceError } from '../millrace-error';

/** The maximum length of an id, a key, a tag or the name of a person, in characters. */
export const MAX_NAME_LENGTH = 512;

/** Half of a character beyond U+FFFF, without its other half. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Returns whether a value is a string that every storage keeps unchanged: without NUL, which PostgreSQL does not support,
 * and without lone surrogates, which UTF-8 does not.
 */
export function isStorableString(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && !LONE_SURROGATE.test(value);
}

/** Returns whether a value can be an id, a key, a tag or the name of a person: short enough for an index, and for messages. */
export function isStorableName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_NAME_LENGTH && isStorableString(value);
}

/** Returns the error for an option that {@link isStorableString} or {@link isStorableName} rejects. */
export function invalidString(option: string, expected: string, got: unknown, by?: string): MillraceError {
  const isWhole = typeof got !== 'string' || isStorableString(got);
  const isShort = typeof got !== 'string' || got.length <= MAX_NAME_LENGTH;
  const wanted = isWhole ? expected : `${expected} without NUL and lone surrogates`;
  return invalidOption(option, isShort ? wanted : `${wanted}, of at most ${MAX_NAME_LENGTH} characters`, got, by);
}
