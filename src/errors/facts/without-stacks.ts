import type { FailureRecord } from '../failure-record';

/** Returns a copy of a failure without its stack and those of its causes and parts, for readers outside the process. */
export function withoutStacks(failure: FailureRecord): FailureRecord {
  const { stack: _, cause, errors, ...rest } = failure;
  return {
    ...rest,
    ...(cause && { cause: withoutStacks(cause) }),
    ...(errors && { errors: errors.map(withoutStacks) }),
  };
}
