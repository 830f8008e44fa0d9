import { type FailureRecord, isRetryableError } from '../../errors';

/** An error that becomes that failure again when it is thrown in a step. */
export function failedWith({ message, retryable, ...members }: FailureRecord): Error {
  const error = Object.assign(new Error(message), members, { retryable });
  // The general rule looks at the error; what it said of the first one holds for this one.
  if (isRetryableError(error) !== retryable) Object.assign(error, retryable ? { status: 503 } : { terminal: true });
  return error;
}
