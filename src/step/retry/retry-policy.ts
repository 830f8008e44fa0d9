import type { Duration } from '../duration';

/**
 * The number of attempts and the waits between them. Made by {@link createRetryPolicy}, or one of the predefined
 * policies.
 */
export interface RetryPolicy {
  /** Number of attempts, the first included: 1 means no retry. */
  readonly maxAttempts: number;
  /** Wait after the first failed attempt, in ms. */
  readonly initialMs: number;
  /** Factor by which each further wait grows. */
  readonly factor: number;
  /** Maximum wait before jitter, in ms. */
  readonly maxMs: number;
  /** Whether a wait varies by ±25 %. */
  readonly jitter: boolean;
  /** Replaces the general rule on whether a live error is worth another attempt. */
  readonly retryIf?: RetryIf;
  /** Computes the wait after a live error. */
  readonly delay?: RetryDelay;
}

/**
 * Decides whether to make another attempt after an error. Called after each failed attempt but the last. `undefined`
 * applies the general rule, {@link isRetryableError}.
 *
 * @param attempt the failed attempt, from 1
 */
export type RetryIf = (error: unknown, attempt: number) => boolean | undefined;

/**
 * Computes the wait before the next attempt. Called after each failed attempt that will be retried. The result is used
 * without maximum or jitter, and takes precedence over the wait that the error asks for. `undefined` applies the
 * error's `retryAfter` and the numbers of the policy.
 *
 * @param attempt the failed attempt, from 1
 */
export type RetryDelay = (error: unknown, attempt: number) => Duration | undefined;

function policy(maxAttempts: number, initialMs: number, maxMs: number, factor: number): RetryPolicy {
  return Object.freeze({ maxAttempts, initialMs, factor, maxMs, jitter: true });
}

/** The predefined policies. */
export const RetryPolicy = Object.freeze({
  /** One attempt. The default of a step. */
  none: policy(1, 0, 0, 1),
  /** 3 attempts, 1 s then 2 s apart, at most 5 s. */
  fast: policy(3, 1000, 5000, 2),
  /** 3 attempts, 2 s then 4 s apart, at most 30 s. */
  standard: policy(3, 2000, 30_000, 2),
  /** 5 attempts, 2 s, 4 s, 8 s, 16 s apart, at most 60 s. */
  aggressive: policy(5, 2000, 60_000, 2),
  /** 10 attempts, 5 s apart and growing by half each time, at most 120 s. */
  patient: policy(10, 5000, 120_000, 1.5),
});
