import { MillraceError } from '../errors';
import { type Duration, durationMs } from './duration';

/** How often a step is tried and how long is waited between the attempts. */
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
  /** Decides instead of the general rule whether a live error is worth another attempt. `attempt` is the one that failed. */
  readonly retryIf?: (error: unknown, attempt: number) => boolean;
}

/** A policy as it is written in options. What is left out comes from {@link RetryPolicy.standard}. */
export interface RetryOptions {
  readonly maxAttempts?: number;
  readonly initial?: Duration;
  readonly factor?: number;
  readonly max?: Duration;
  readonly jitter?: boolean;
  readonly retryIf?: (error: unknown, attempt: number) => boolean;
}

function policy(maxAttempts: number, initialMs: number, maxMs: number, factor: number): RetryPolicy {
  return Object.freeze({ maxAttempts, initialMs, factor, maxMs, jitter: true });
}

/** The ready-made policies. */
export const RetryPolicy = Object.freeze({
  /** One attempt. The default. */
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

/**
 * The policy that options describe.
 *
 * @throws {MillraceError} `INVALID_OPTION` for less than one attempt, a factor below 1 or something that is no duration
 */
export function retryPolicyOf(options: RetryPolicy | RetryOptions, option: string): RetryPolicy {
  if (!isObject(options)) throw refused(option, 'expected a RetryPolicy or an object such as { maxAttempts: 3 }');
  const { standard } = RetryPolicy;
  const given: Partial<RetryPolicy> & RetryOptions = options;
  const maxAttempts = given.maxAttempts ?? standard.maxAttempts;
  const factor = given.factor ?? standard.factor;
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) {
    throw refused(
      `${option}.maxAttempts`,
      `expected a whole number of at least 1 (all attempts, the first included), got ${String(maxAttempts)}`,
    );
  }
  if (!Number.isFinite(factor) || factor < 1)
    throw refused(`${option}.factor`, `expected a number of at least 1, got ${String(factor)}`);
  return Object.freeze({
    maxAttempts,
    initialMs: durationMs(given.initial ?? given.initialMs ?? standard.initialMs, `${option}.initial`),
    factor,
    maxMs: durationMs(given.max ?? given.maxMs ?? standard.maxMs, `${option}.max`),
    jitter: given.jitter ?? standard.jitter,
    ...(given.retryIf && { retryIf: given.retryIf }),
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function refused(option: string, message: string): MillraceError {
  return new MillraceError('INVALID_OPTION', `${option}: ${message}`, { details: { option } });
}

/**
 * The wait after a failed attempt, in ms: `min(initial · factor^(attempt−1), max)`, then ±25 % jitter. What the error
 * itself asks for wins.
 *
 * @param attempt the attempt that failed, from 1
 * @param roll a random number, 0 ≤ roll < 1
 */
export function retryDelayMs(policy: RetryPolicy, attempt: number, roll: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return Math.round(retryAfterMs);
  const capped = Math.min(policy.initialMs * policy.factor ** (attempt - 1), policy.maxMs);
  return Math.round(policy.jitter ? capped * (0.75 + roll / 2) : capped);
}
