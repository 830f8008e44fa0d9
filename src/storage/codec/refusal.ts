import { MillraceError } from '../../errors';
import { valuePath } from './values/value-path';

/** The maximum length of a path in a message: a path of a thousand levels does not help. */
const LONGEST_PATH = 20;

/**
 * Returns the error for a value that cannot be journaled.
 *
 * @param keys the path of the value
 * @param problem the problem; continues "order.lines[3].price"
 * @param cure the way to fix it, as a sentence
 */
export function notSerialisable(
  keys: readonly (string | number)[],
  problem: string,
  cure: string,
  cause?: unknown,
): MillraceError {
  const path = keys.length > LONGEST_PATH ? `${valuePath(keys.slice(0, LONGEST_PATH))}…` : valuePath(keys);
  return new MillraceError(
    'NOT_SERIALISABLE',
    `a value cannot be written to a journal: ${path === '' ? 'it' : path} ${problem}. ${cure}`,
    { details: { path }, cause },
  );
}
