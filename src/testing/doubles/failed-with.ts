import { type FailureRecord, isRetryableError } from '../../errors';

/** Returns an error that is recorded as this failure when a step throws it. */
export function failedWith({ message, retryable, ...members }: FailureRecord): Error {
  const error = Object.assign(new Error(message), members, { retryable });
  // The general rule must decide for this error as it did for the original one.
  if (isRetryableError(error) !== retryable) Object.assign(error, retryable ? { status: 503 } : { terminal: true });
  return error;
}
