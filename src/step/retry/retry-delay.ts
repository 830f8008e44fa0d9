import type { RetryPolicy } from './retry-policy';

/**
 * Returns the wait after a failed attempt, in ms: `min(initial · factor^(attempt−1), max)`, then ±25 % jitter. A wait
 * that the error asks for takes precedence.
 *
 * @param attempt the failed attempt, from 1
 * @param random a random number, 0 ≤ random < 1
 */
export function retryDelayMs(policy: RetryPolicy, attempt: number, random: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return Math.round(retryAfterMs);
  // The power may be infinite, and 0 · Infinity is NaN.
  if (policy.initialMs === 0) return 0;
  const capped = Math.min(policy.initialMs * policy.factor ** (attempt - 1), policy.maxMs);
  return Math.round(policy.jitter ? capped * (0.75 + random / 2) : capped);
}
