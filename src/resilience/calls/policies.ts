import {
  type Duration,
  durationMs,
  type GuardOptions,
  type Guards,
  guardsOf,
  type RetryOptions,
  type RetryPolicy,
  retryPolicyOf,
} from '../../step';

/** How a call is made that no step makes, or a client's method. What is left out is not done. */
export interface Policies extends GuardOptions {
  /** Limit of one attempt, counted from when the guards have let it pass. */
  readonly timeout?: Duration | undefined;
  /** Calls again after a failure. A call that the breaker turns away is not made again. */
  readonly retry?: RetryPolicy | RetryOptions | undefined;
}

/** Policies, checked. */
export interface CheckedPolicies {
  readonly guards: Guards;
  readonly timeoutMs: number | undefined;
  readonly retry: RetryPolicy | undefined;
}

/** @throws {MillraceError} `INVALID_OPTION` with the name of the option that cannot be */
export function checkedPolicies({ timeout, retry, ...guards }: Policies): CheckedPolicies {
  return {
    guards: guardsOf(guards),
    timeoutMs: timeout === undefined ? undefined : durationMs(timeout, 'timeout'),
    retry: retry === undefined ? undefined : retryPolicyOf(retry, 'retry'),
  };
}
