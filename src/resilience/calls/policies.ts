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

/** The policies for a call outside of a step, or for the methods of a client. An omitted policy does not apply. */
export interface Policies extends GuardOptions {
  /** Limit of one attempt, without the time that the guards make it wait. */
  readonly timeout?: Duration | undefined;
  /** Retries failed calls. A call that the breaker rejects is not retried. */
  readonly retry?: RetryPolicy | RetryOptions | undefined;
}

/** Validated policies. */
export interface CheckedPolicies {
  readonly guards: Guards;
  readonly timeoutMs: number | undefined;
  readonly retry: RetryPolicy | undefined;
}

/** @throws {MillraceError} `INVALID_OPTION` with the name of the invalid option */
export function checkedPolicies({ timeout, retry, ...guards }: Policies): CheckedPolicies {
  return {
    guards: guardsOf(guards),
    timeoutMs: timeout === undefined ? undefined : durationMs(timeout, 'timeout'),
    retry: retry === undefined ? undefined : retryPolicyOf(retry, 'retry'),
  };
}
