import { inspect } from 'node:util';

/** Maximum length of a value in a message, in characters. */
const MAX_LENGTH = 300;

/** Formats a value for the message of a failed test. */
export function describeValue(value: unknown): string {
  const text = inspect(value, { depth: 4, breakLength: Number.POSITIVE_INFINITY });
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}
