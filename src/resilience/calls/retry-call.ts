import type { RetryPolicy } from '../../step';
import { RejectedError } from '../guards/rejected-error';
import { type WithRetryOptions, withRetry } from './with-retry';

/** Makes a call, again after a failure if there is a policy. What a breaker turns away is not made again. */
export async function retryCall<T>(
  policy: RetryPolicy | undefined,
  options: WithRetryOptions,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await (policy ? withRetry(call, exceptTurnedAway(policy), options) : call());
  } catch (error) {
    throw error instanceof RejectedError ? error.error : error;
  }
}

function exceptTurnedAway(policy: RetryPolicy): RetryPolicy {
  return {
    ...policy,
    retryIf: (error, attempt) => (error instanceof RejectedError ? false : policy.retryIf?.(error, attempt)),
  };
}
