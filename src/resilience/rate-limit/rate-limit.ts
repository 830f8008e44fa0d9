import { inspectValue, knownOptions, MillraceError, type OptionNames } from '../../errors';
import { atLeastOne, type Duration, defineGuard, durationMs, type Guard } from '../../step';
import { BucketPace } from './bucket-pace';
import { ExactPace } from './exact-pace';
import { OpenLimit } from './open-limit';

/** The options of a rate limiter besides its rate. */
export interface LimitOptions {
  /** The name in snapshots, events and errors. Default: derived from the step, node or client with the limiter. */
  readonly name?: string;
  /**
   * Number of calls that may pass at once after an idle period. The rate is otherwise even: with 1, calls are evenly
   * spaced, and any period has at most `burst` calls more than its length allows. Default: all permits, with at most
   * `permits` calls in any period of the length `per`.
   */
  readonly burst?: number;
  /**
   * Maximum number of waiting calls, first in, first out. Further calls fail with `LIMIT_EXCEEDED`. Default: no limit.
   */
  readonly queue?: number;
}

/** The options of {@link rateLimit}. */
export interface RateOptions extends LimitOptions {
  /** Number of calls per `per`. */
  readonly permits: number;
  readonly per: Duration;
}

/**
 * Declares a rate limiter: calls above the rate wait. Declare it once; all users of the declaration share it.
 *
 * @throws {MillraceError} `INVALID_OPTION` for less than one permit, a period of 0, or an invalid burst or queue
 * @example const api = rateLimit({ name: 'api', permits: 100, per: '1m', burst: 10, queue: 500 });
 */
export function rateLimit(options: RateOptions): Guard<'limit'> {
  const { permits, per, ...others } = knownOptions(options, RATE_OPTIONS, 'rateLimit()');
  const perMs = durationMs(per, 'rateLimit(): per');
  if (perMs === 0) throw refused('rateLimit()', 'per', 'expected more than 0 ms');
  return declare('rateLimit()', permits, 'permits', perMs, others);
}

/**
 * Declares a {@link rateLimit} of a number of calls per second.
 *
 * @example `@Step({ limit: perSecond(50) })`
 */
export function perSecond(calls: number, options: LimitOptions = {}): Guard<'limit'> {
  return declare('perSecond()', calls, 'calls', 1000, options);
}

/** Declares a {@link rateLimit} of a number of calls per minute. */
export function perMinute(calls: number, options: LimitOptions = {}): Guard<'limit'> {
  return declare('perMinute()', calls, 'calls', 60_000, options);
}

/** Declares a {@link rateLimit} of a number of calls per hour. */
export function perHour(calls: number, options: LimitOptions = {}): Guard<'limit'> {
  return declare('perHour()', calls, 'calls', 3_600_000, options);
}

const LIMIT_OPTIONS = { name: true, burst: true, queue: true } as const satisfies OptionNames<LimitOptions>;
const RATE_OPTIONS: OptionNames<RateOptions> = { ...LIMIT_OPTIONS, permits: true, per: true };

function declare(where: string, permits: number, option: string, perMs: number, options: LimitOptions): Guard<'limit'> {
  const { name, burst, queue = Number.POSITIVE_INFINITY } = knownOptions(options, LIMIT_OPTIONS, where);
  atLeastOne(permits, `${where}: ${option}`);
  if (burst !== undefined) atLeastOne(burst, `${where}: burst`);
  checkQueue(queue, where);
  return defineGuard({
    kind: 'limit',
    name,
    settings: {
      permits,
      perMs,
      ...(burst !== undefined && { burst }),
      ...(queue !== Number.POSITIVE_INFINITY && { queue }),
    },
    open: (host) => {
      const pace = burst === undefined ? new ExactPace(permits, perMs) : new BucketPace(permits, perMs, burst);
      return new OpenLimit(host, pace, queue);
    },
  });
}

/** @throws {MillraceError} `INVALID_OPTION` for anything but a whole number of at least 0, or infinity */
export function checkQueue(queue: number, where: string): void {
  if (queue === Number.POSITIVE_INFINITY || (Number.isSafeInteger(queue) && queue >= 0)) return;
  throw refused(where, 'queue', `expected a whole number of at least 0, got ${inspectValue(queue)}`);
}

function refused(where: string, option: string, message: string): MillraceError {
  return new MillraceError('INVALID_OPTION', `${where}: ${option}: ${message}`, { details: { option } });
}
