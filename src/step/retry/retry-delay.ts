import type { RetryPolicy } from './retry-policy';

/**
 * The wait after a failed attempt, in ms: `min(initial · factor^(attempt−1), max)`, then ±25 % jitter. What the error
 * itself asks for wins.
 *
 * @param attempt the attempt that failed, from 1
 * @param roll a random number, 0 ≤ roll < 1
 */
export function retryDelayMs(policy: RetryPolicy, attempt: number, random: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return Math.round(retryAfterMs);
  // The power may be infinite, and nothing times infinity is not a number.
  if (policy.initialMs === 0) return 0;
  const capped = Math.min(policy.initialMs * policy.factor ** (attempt - 1), policy.maxMs);
  return Math.round(policy.jitter ? capped * (0.75 + random / 2) : capped);
}
