import { MillraceError } from '../../errors';
import { valuePath } from './values/value-path';

/** A path of a thousand levels helps nobody. */
const LONGEST_PATH = 20;

/**
 * The error for a value that cannot be journaled.
 *
 * @param keys where the fault is
 * @param problem what is wrong; continues "order.lines[3].price"
 * @param cure how to mend it, as a sentence
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
