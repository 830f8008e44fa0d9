import {
  errorMessageOf,
  inspectValue,
  invalidOption,
  knownOptions,
  MillraceError,
  type OptionNames,
  toFailure,
} from '../../errors';
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

/** The argument of a function called by {@link withRetry}. */
export interface RetryAttempt {
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** The signal of the options, or one that never aborts. Pass it to calls that can be aborted. */
  readonly signal: AbortSignal;
}

/** The argument of `onRetry`. */
export interface RetryNotice {
  /** Number of the failed attempt, from 1. */
  readonly attempt: number;
  readonly error: unknown;
  /** The wait that follows, in ms. */
  readonly delayMs: number;
  /** The sum of all waits, this one included, in ms. */
  readonly totalDelayMs: number;
}

/** The options of {@link withRetry}. */
export interface WithRetryOptions {
  /**
   * Called before each wait, and thus not after the last attempt. A returned promise is awaited. An error that it
   * throws ends the retries, with the error of the attempt as its cause.
   */
  readonly onRetry?: ((notice: RetryNotice) => void | Promise<void>) | undefined;
  /** Prevents further attempts and ends a wait once it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Default: the system clock. */
  readonly clock?: Clock | undefined;
  /** Returns a random number, 0 ≤ r < 1, for the jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

const RETRY_CALL_OPTIONS: OptionNames<WithRetryOptions> = { onRetry: true, signal: true, clock: true, random: true };

/**
 * Calls a function until it succeeds, with the policies, the rule for retryable errors and the waits of steps. For code
 * outside of steps, such as start-up code, scripts and clients.
 *
 * @param policy default: {@link RetryPolicy.standard}
 * @returns the result of the first successful attempt
 * @throws the last error, unchanged. A thrown value that is not an object is the `cause` of a {@link MillraceError}
 * `STEP_FAILED`. After an abort between two attempts: the reason of the signal, as with `fetch`
 * @throws {MillraceError} `INVALID_OPTION` for an invalid policy, before the first call
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
  if (typeof fn !== 'function') throw invalidOption('fn', 'a function to call', fn, 'withRetry()');
  const checked = retryPolicyOf(policy, 'policy');
  const {
    onRetry,
    signal = new AbortController().signal,
    clock = systemClock,
    random = Math.random,
  } = knownOptions(options, RETRY_CALL_OPTIONS, 'withRetry()');
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
      await notify(onRetry, { attempt, error, delayMs, totalDelayMs });
      await wait(delayMs, clock, signal);
    }
  }
}

/** Returns the wait before the next attempt; `undefined` if there is none. */
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

async function notify(onRetry: WithRetryOptions['onRetry'], notice: RetryNotice): Promise<void> {
  try {
    await onRetry?.(notice);
  } catch (thrown) {
    const message = `onRetry threw after attempt ${notice.attempt}: ${errorMessageOf(thrown)}`;
    throw new MillraceError('STEP_FAILED', message, { details: { option: 'onRetry' }, cause: notice.error });
  }
}

/** Returns a thrown object unchanged. Wraps any other value in an error, which has a stack. */
function asObject(thrown: unknown): unknown {
  if ((typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function') return thrown;
  const message = `a value that is not an error was thrown: ${inspectValue(thrown)}`;
  return new MillraceError('STEP_FAILED', message, { cause: thrown });
}
