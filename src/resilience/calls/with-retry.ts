import { MillraceError, toFailure } from '../../errors';
import {
  type Clock,
  type RetryOptions,
  RetryPolicy,
  retryDelayMs,
  retryPolicyOf,
  retryVerdict,
  systemClock,
} from '../../step';
import { wait } from './wait';

/** What a function under {@link withRetry} is told. */
export interface RetryAttempt {
  /** From 1. */
  readonly attempt: number;
  /** The signal of the options, or one that is never aborted. Hand it on to what can be aborted. */
  readonly signal: AbortSignal;
}

/** What `onRetry` is told before a wait. */
export interface RetryNotice {
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  readonly error: unknown;
  /** How long is about to be waited, in ms. */
  readonly delayMs: number;
  /** All waits so far and this one, in ms. */
  readonly totalDelayMs: number;
}

/** What {@link withRetry} takes besides the function and its policy. */
export interface WithRetryOptions {
  /**
   * Called before each wait, so not after the last attempt; a promise is waited for. What it throws ends the retrying, and
   * the error of the attempt is its cause.
   */
  readonly onRetry?: ((notice: RetryNotice) => void | Promise<void>) | undefined;
  /** Once it is aborted no attempt is made, and a wait ends at once. */
  readonly signal?: AbortSignal | undefined;
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined;
  /** A random number, 0 ≤ r < 1, for the jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/**
 * Calls a function until it succeeds, as a step is executed: the same policies, the same rule for which errors are worth
 * another attempt, the same waits. For what is no step: a start-up, a script, a client of your own.
 *
 * @param policy default: {@link RetryPolicy.standard}
 * @returns what the first successful attempt gave
 * @throws the last error, as it was thrown; what is no object is wrapped in a {@link MillraceError} `STEP_FAILED` with the
 * value as its `cause`. After an abort between two attempts: the signal's reason, as `fetch` does
 * @throws {MillraceError} `INVALID_OPTION` for a policy that cannot be; the function is not called then
 * @example
 * const rates = await withRetry(({ signal }) => bank.rates(day, { signal }), RetryPolicy.fast, {
 *   onRetry: ({ attempt, error, delayMs }) => log.warn({ attempt, error, delayMs }),
 *   signal: shutdown.signal,
 * });
 */
export async function withRetry<T>(
  fn: (attempt: RetryAttempt) => T | Promise<T>,
  policy: RetryPolicy | RetryOptions = RetryPolicy.standard,
  options: WithRetryOptions = {},
): Promise<T> {
  const checked = retryPolicyOf(policy, 'policy');
  const { onRetry, signal = new AbortController().signal, clock = systemClock, random = Math.random } = options;
  if (onRetry !== undefined && typeof onRetry !== 'function')
    throw new MillraceError('INVALID_OPTION', `onRetry: expected a function, got ${typeof onRetry}`);
  let totalDelayMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await fn({ attempt, signal });
    } catch (error) {
      const delayMs = signal.aborted ? undefined : delayAfter(checked, error, attempt, clock, random);
      if (delayMs === undefined) throw asObject(error);
      totalDelayMs += delayMs;
      await tell(onRetry, { attempt, error, delayMs, totalDelayMs });
      await wait(delayMs, clock, signal);
    }
  }
}

/** How long to wait before the next attempt; `undefined` where there is none. */
function delayAfter(
  policy: RetryPolicy,
  error: unknown,
  attempt: number,
  clock: Clock,
  random: () => number,
): number | undefined {
  if (attempt >= policy.maxAttempts) return undefined;
  const { retryable, retryAfterMs } = toFailure(error, clock.now());
  const { retry = retryable, delayMs } = retryVerdict(policy, error, attempt, retryable, '');
  return retry ? (delayMs ?? retryDelayMs(policy, attempt, random(), retryAfterMs)) : undefined;
}

async function tell(onRetry: WithRetryOptions['onRetry'], notice: RetryNotice): Promise<void> {
  try {
    await onRetry?.(notice);
  } catch (thrown) {
    const message = `onRetry threw after attempt ${notice.attempt}: ${toFailure(thrown).message}`;
    throw new MillraceError('STEP_FAILED', message, { details: { option: 'onRetry' }, cause: notice.error });
  }
}

/** An error, or any object that says what happened, stays what it is; a text or a number gets a stack. */
function asObject(thrown: unknown): unknown {
  if ((typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function') return thrown;
  const message = `something was thrown that is no error: ${String(thrown)}`;
  return new MillraceError('STEP_FAILED', message, { cause: thrown });
}
