import { knownOptions, type OptionNames } from '../../errors';
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

/** The names of policies. */
export const POLICY_NAMES = {
  timeout: true,
  retry: true,
  breaker: true,
  limit: true,
  bulkhead: true,
} as const satisfies OptionNames<Policies>;

/**
 * Checks policies.
 *
 * @param by the function that takes them, for messages
 * @param option the option that holds them, unless they are those of `by` itself
 * @throws {MillraceError} `INVALID_OPTION` with the name of the invalid option
 */
export function checkedPolicies(policies: Policies, by: string, option?: string): CheckedPolicies {
  const { timeout, retry, ...guards } = knownOptions(policies, POLICY_NAMES, by, option);
  return {
    guards: guardsOf(guards),
    timeoutMs: timeout === undefined ? undefined : durationMs(timeout, 'timeout'),
    retry: retry === undefined ? undefined : retryPolicyOf(retry, 'retry'),
  };
}
