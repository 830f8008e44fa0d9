import type { Duration } from '../duration';

/**
 * How often something is tried and how long is waited between the attempts. Made by {@link createRetryPolicy}, or one of
 * the ready-made ones.
 */
export interface RetryPolicy {
  /** All attempts, the first included: 1 is no retry. */
  readonly maxAttempts: number;
  /** Wait after the first failed attempt, in ms. */
  readonly initialMs: number;
  /** What each further wait is multiplied by. */
  readonly factor: number;
  /** Cap of a wait before jitter, in ms. */
  readonly maxMs: number;
  /** Whether a wait varies by ±25 %. */
  readonly jitter: boolean;
  /** Decides instead of the general rule whether a live error is worth another attempt. */
  readonly retryIf?: RetryIf;
  /** Says how long to wait after a live error. */
  readonly delay?: RetryDelay;
}

/**
 * Whether another attempt is made after this error, however many are left. Asked anew after each failed attempt but the
 * last; `undefined` leaves it to the general rule, {@link isRetryableError}.
 *
 * @param attempt the attempt that failed, from 1
 */
export type RetryIf = (error: unknown, attempt: number) => boolean | undefined;

/**
 * How long to wait before the next attempt. Asked anew after each failed attempt that is to be followed by another. The
 * answer is taken as it is, without cap or jitter, and wins over what the error asks for; `undefined` leaves it to the
 * error's `retryAfter` and the policy's own numbers.
 *
 * @param attempt the attempt that failed, from 1
 */
export type RetryDelay = (error: unknown, attempt: number) => Duration | undefined;

function policy(maxAttempts: number, initialMs: number, maxMs: number, factor: number): RetryPolicy {
  return Object.freeze({ maxAttempts, initialMs, factor, maxMs, jitter: true });
}

/** The ready-made policies. */
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
