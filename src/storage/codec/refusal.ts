import { MillraceError } from '../../errors';
import { valuePath } from './values/value-path';

/** The value in a message that does not know its name. */
const UNNAMED = 'a value';

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
    `${UNNAMED} cannot be written to a journal: ${path === '' ? 'it' : path} ${problem}. ${cure}`,
    { details: { path }, cause },
  );
}

/**
 * Returns the error for a value that cannot be journaled, with the name of the value in its message. Returns any other
 * error unchanged.
 */
export function named(error: unknown, what: () => string): unknown {
  if (!MillraceError.is(error, 'NOT_SERIALISABLE') || !error.message.startsWith(UNNAMED)) return error;
  const { message, details, cause } = error;
  return new MillraceError('NOT_SERIALISABLE', `${what()}${message.slice(UNNAMED.length)}`, { details, cause });
}
