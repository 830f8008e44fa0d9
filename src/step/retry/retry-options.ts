import { inspectValue, MillraceError } from '../../errors';
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
  /** Maximum wait before jitter. Default: 30 s. */
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

const KNOWN: readonly string[] = Object.keys({
  maxAttempts: true,
  initial: true,
  initialMs: true,
  factor: true,
  max: true,
  maxMs: true,
  jitter: true,
  retryIf: true,
  delay: true,
} satisfies Record<keyof RetryPolicy | keyof RetryOptions, true>);

/**
 * Creates a reusable retry policy for `@Step({ retry })`, `node(…, { retry })` and {@link withRetry}, which also accept
 * the options as a literal.
 *
 * @param options defaults come from {@link RetryPolicy.standard}
 * @throws {MillraceError} `INVALID_OPTION` for less than one attempt, a factor below 1, an invalid duration or
 * function, and an unknown option
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
  if (!isObject(options)) throw refused(option, 'expected a RetryPolicy or an object such as { maxAttempts: 3 }');
  const { standard } = RetryPolicy;
  const given: Partial<RetryPolicy> & RetryOptions = options;
  for (const name of Object.keys(given))
    if (!KNOWN.includes(name)) {
      throw refused(
        `${option}.${name}`,
        'there is no such option; known are maxAttempts, initial, factor, max, jitter, retryIf, delay',
      );
    }
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
  return Object.freeze({
    maxAttempts,
    initialMs: durationMs(given.initial ?? given.initialMs ?? standard.initialMs, `${option}.initial`),
    factor,
    maxMs: durationMs(given.max ?? given.maxMs ?? standard.maxMs, `${option}.max`),
    jitter,
    ...(isFunction(given.retryIf, `${option}.retryIf`) && { retryIf: given.retryIf }),
    ...(isFunction(given.delay, `${option}.delay`) && { delay: given.delay }),
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
