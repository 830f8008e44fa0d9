import type { FailureRecord } from '../../errors';

/** An error that becomes that failure again when it is thrown in a step. */
export function failedWith({ message, name, code, retryable, details }: FailureRecord): Error {
  return Object.assign(new Error(message), { name, code, retryable, ...(details !== undefined && { details }) });
}
