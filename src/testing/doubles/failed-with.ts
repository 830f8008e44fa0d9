import { type FailureRecord, isRetryableError } from '../../errors';

/** Returns an error that is recorded as this failure when a step throws it. */
export function failedWith({ message, retryable, ...members }: FailureRecord): Error {
  const error = Object.assign(new Error(message), members);
  // The general rule must decide for this error as it did for the original one. What tells it is no fact of the error.
  if (isRetryableError(error) !== retryable)
    Object.defineProperty(error, retryable ? 'status' : 'terminal', { value: retryable ? 503 : true });
  return error;
}
