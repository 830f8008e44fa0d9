import { MillraceError } from '../../errors';
import type { ExecuteEffect } from '../../run';

/** What an attempt fails with that has taken longer than its timeout. */
export function timeoutError({ attempt, place }: ExecuteEffect, ms: number): MillraceError {
  return new MillraceError(
    'TIMEOUT',
    `attempt ${attempt} of node "${place.node}" took longer than its timeout of ${ms} ms`,
  );
}
