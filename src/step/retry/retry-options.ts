import { inspectValue, knownOptions, MillraceError, type OptionNames } from '../../errors';
import { type Duration, durationMs } from '../duration';
import { type RetryDelay, type RetryIf, RetryPolicy } from './retry-policy';

/** The options of a retry policy. Defaults come from {@link RetryPolicy.standard}. */
export interface RetryOptions {
  /** Number of attempts, the first included: 1 means no retry. Default: 3. */
  readonly maxAttempts?: number;
  /** Wait after the first failed attempt. Default: 2 s. */
  readonly initial?: Duration;
  /** Factor by which each further wait grows. Default: 2. */
  readonly factor?: number;
  /** Maximum wait before jitter. Default: 30 s, or `initial` if that is longer. */
  readonly max?: Duration;
  /** Whether a wait varies by ±25 %. Default: true. */
  readonly jitter?: boolean;
  /** Replaces the general rule, {@link isRetryableError}. */
  readonly retryIf?: RetryIf;
  /**
   * Computes the wait after an error. Default: the wait that the error asks for, else the one from the numbers above.
   */
  readonly delay?: RetryDelay;
}

/** A policy is also accepted where its options are. */
const RETRY_OPTIONS: OptionNames<Partial<RetryPolicy> & RetryOptions> = {
  maxAttempts: true,
  initial: true,
  initialMs: true,
  factor: true,
  max: true,
  maxMs: true,
  jitter: true,
  retryIf: true,
  delay: true,
};
const { standard } = RetryPolicy;

/**
 * Creates a reusable retry policy for `@Step({ retry })`, `node(…, { retry })` and {@link withRetry}, which also accept
 * the options as a literal.
 *
 * @param options defaults come from {@link RetryPolicy.standard}
 * @throws {MillraceError} `INVALID_OPTION` for less than one attempt, a factor below 1, an invalid duration or
 * function, an `initial` above `max`, and an unknown option
 * @example
 * const gentle = createRetryPolicy({
 *   maxAttempts: 6,
 *   initial: '500ms',
 *   retryIf: (error, attempt) => (error instanceof QuotaExceeded ? attempt < 2 : undefined),
 * });
 */
export function createRetryPolicy(options: RetryPolicy | RetryOptions = {}): RetryPolicy {
  return retryPolicyOf(options, 'retry');
}

/** Creates the retry policy of the option with that name; see {@link createRetryPolicy}. */
export function retryPolicyOf(options: RetryPolicy | RetryOptions, option: string): RetryPolicy {
  const given = knownOptions<Partial<RetryPolicy> & RetryOptions>(options, RETRY_OPTIONS, undefined, option);
  const { maxAttempts = standard.maxAttempts, factor = standard.factor, jitter = standard.jitter } = given;
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) {
    throw refused(
      `${option}.maxAttempts`,
      `expected a whole number of at least 1 (all attempts, the first included), got ${inspectValue(maxAttempts)}`,
    );
  }
  if (!Number.isFinite(factor) || factor < 1)
    throw refused(`${option}.factor`, `expected a number of at least 1, got ${inspectValue(factor)}`);
  if (typeof jitter !== 'boolean')
    throw refused(`${option}.jitter`, `expected true or false, got ${inspectValue(jitter)}`);
  const { initialMs, maxMs } = waitsOf(given, option);
  return Object.freeze({
    maxAttempts,
    initialMs,
    factor,
    maxMs,
    jitter,
    ...(isFunction(given.retryIf, `${option}.retryIf`) && { retryIf: given.retryIf }),
    ...(isFunction(given.delay, `${option}.delay`) && { delay: given.delay }),
  });
}

/**
 * Returns the first and the longest wait. A longer first wait raises the default of the longest one, so that it is not
 * cut.
 */
function waitsOf(given: Partial<RetryPolicy> & RetryOptions, option: string): Pick<RetryPolicy, 'initialMs' | 'maxMs'> {
  const initialMs = durationMs(given.initial ?? given.initialMs ?? standard.initialMs, `${option}.initial`);
  const max = given.max ?? given.maxMs;
  if (max === undefined) return { initialMs, maxMs: Math.max(standard.maxMs, initialMs) };
  const maxMs = durationMs(max, `${option}.max`);
  const initial = given.initial ?? given.initialMs;
  if (initial === undefined) return { initialMs: Math.min(initialMs, maxMs), maxMs };
  if (initialMs <= maxMs) return { initialMs, maxMs };
  throw refused(
    `${option}.initial`,
    `expected at most max, which is ${inspectValue(max)}, got ${inspectValue(initial)}; raise max, or lower initial`,
  );
}

/**
 * Whether a value is a function.
 *
 * @throws {MillraceError} `INVALID_OPTION` for anything else but `undefined`
 */
function isFunction(value: unknown, option: string): boolean {
  if (value !== undefined && typeof value !== 'function')
    throw refused(option, `expected a function of an error and the number of the attempt, got a ${typeof value}`);
  return value !== undefined;
}

function refused(option: string, message: string): MillraceError {
  return new MillraceError('INVALID_OPTION', `${option}: ${message}`, { details: { option } });
}
