import { inspect } from 'node:util';

/** Longest text of a value in a message, in characters. */
const LONGEST = 300;

/** A value as a failed test shows it. */
export function describeFailure(value: unknown): string {
  const text = inspect(value, { depth: 4, breakLength: Number.POSITIVE_INFINITY });
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
