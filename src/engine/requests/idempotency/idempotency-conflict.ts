import { MillraceError } from '../../../errors';
import type { KeyedRequest } from './keyed-request';

/** Returns the error for a start whose idempotency key has started a run with another input. */
export function startConflict(flow: string, { idempotencyKey }: KeyedRequest, runId: string): MillraceError {
  return new MillraceError(
    'IDEMPOTENCY_CONFLICT',
    `flow "${flow}" was started with the idempotency key "${idempotencyKey}" and another input, as run ${runId}; use a new key for new work`,
    { details: { runId, idempotencyKey } },
  );
}

/**
 * Returns the error for a request whose idempotency key was sent to the run with other data.
 *
 * @param what the request, such as `the signal "paid"`
 */
export function sendConflict(runId: string, { idempotencyKey }: KeyedRequest, what: string): MillraceError {
  return new MillraceError(
    'IDEMPOTENCY_CONFLICT',
    `run ${runId} has received different data with the idempotency key "${idempotencyKey}"; use a new key for ${what}`,
    { details: { runId, idempotencyKey } },
  );
}
