import { MillraceError, toFailure } from '../errors';
import { type Duration, durationMs } from '../step';

/**
 * Until when a node sleeps whose function says how long, in epoch ms. What lies in the past ends at once.
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
    if (given instanceof Date && !Number.isNaN(given.getTime())) return given.getTime();
    return now + durationMs(given as Duration, `sleep of node "${node}"`);
  } catch (cause) {
    if (MillraceError.is(cause)) throw cause;
    throw new MillraceError('STEP_FAILED', `sleep of node "${node}": ${toFailure(cause).message}`, { cause });
  }
}
