import { isDate } from 'node:util/types';
import { abandonPromise, errorMessageOf, MillraceError } from '../errors';
import { type Duration, durationMs } from '../step';

/**
 * Returns the time until which a node sleeps, computed by its function, in epoch ms. A time in the past ends the sleep
 * at once.
 *
 * @throws {MillraceError} `INVALID_OPTION` for what is neither a duration nor a date
 */
export function sleepUntil(
  length: (input: never) => Duration | Date,
  input: unknown,
  now: number,
  node: string,
): number {
  try {
    const given = length(input as never);
    if (isDate(given) && !Number.isNaN(given.getTime())) return given.getTime();
    abandonPromise(given);
    return now + durationMs(given as Duration, `sleep of node "${node}"`);
  } catch (cause) {
    if (MillraceError.is(cause)) throw cause;
    throw new MillraceError('STEP_FAILED', `sleep of node "${node}": ${errorMessageOf(cause)}`, { cause });
  }
}
