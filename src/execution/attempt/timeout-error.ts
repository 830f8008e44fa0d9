import { MillraceError } from '../../errors';
import type { Attempt } from './attempt';

/** Returns the error with which an attempt fails that exceeded its timeout. */
export function timeoutError({ attempt, place }: Attempt, ms: number): MillraceError {
  return new MillraceError(
    'TIMEOUT',
    `attempt ${attempt} of node "${place.node}" took longer than its timeout of ${ms} ms`,
  );
}
