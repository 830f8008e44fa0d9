import { isInstance } from '../../errors';
import type { RetryPolicy } from '../../step';
import { RejectedError } from '../guards/rejected-error';
import { type WithRetryOptions, withRetry } from './with-retry';

/** Makes a call, and retries it if there is a policy. A call that a breaker rejects is not retried. */
export async function retryCall<T>(
  policy: RetryPolicy | undefined,
  options: WithRetryOptions,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await (policy ? withRetry(call, exceptRejected(policy), options) : call());
  } catch (error) {
    throw isInstance(error, RejectedError) ? error.error : error;
  }
}

function exceptRejected(policy: RetryPolicy): RetryPolicy {
  return {
    ...policy,
    retryIf: (error, attempt) => (isInstance(error, RejectedError) ? false : policy.retryIf?.(error, attempt)),
  };
}
