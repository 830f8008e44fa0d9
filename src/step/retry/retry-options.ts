import { inspectValue, MillraceError } from '../../errors';
import { type Duration, durationMs } from '../duration';
import { type RetryDelay, type RetryIf, RetryPolicy } from './retry-policy';

/** A policy as it is written in options. What is left out comes from {@link RetryPolicy.standard}. */
export interface RetryOptions {
  /** All attempts, the first included: 1 is no retry. Default: 3. */
  readonly maxAttempts?: number;
  /** Wait after the first failed attempt. Default: 2 s. */
  readonly initial?: Duration;
  /** What each further wait is multiplied by. Default: 2. */
  readonly factor?: number;
  /** Cap of a wait before jitter. Default: 30 s. */
  readonly max?: Duration;
  /** Whether a wait varies by ±25 %. Default: true. */
  readonly jitter?: boolean;
  /** Decides instead of the general rule. Default: {@link isRetryableError}. */
  readonly retryIf?: RetryIf;
  /** Says how long to wait after an error. Default: what the error asks for, else what the numbers above come to. */
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
 * A retry policy of one's own, for `@Step({ retry })`, `node(…, { retry })` and {@link withRetry}. Options written there as
 * a literal come to the same; this gives them a name.
 *
 * @param options what is left out comes from {@link RetryPolicy.standard}
 * @throws {MillraceError} `INVALID_OPTION` for less than one attempt, a factor below 1, something that is no duration or no
 * function, and options that do not exist
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

/** {@link createRetryPolicy} for options that stand under that name. */
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

/** Whether a function was given. Only nothing at all may stand in its place. */
function isFunction(value: unknown, option: string): boolean {
  if (value !== undefined && typeof value !== 'function')
    throw refused(option, `expected a function of an error and the number of the attempt, got a ${typeof value}`);
  return value !== undefined;
}

function refused(option: string, message: string): MillraceError {
  return new MillraceError('INVALID_OPTION', `${option}: ${message}`, { details: { option } });
}
