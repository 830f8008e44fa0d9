import { inspectValue, isRetryableError, MillraceError } from '../../errors';
import { atLeastOne, type Duration, defineGuard, durationMs, type Guard } from '../../step';
import { ConsecutiveFailures } from './consecutive-failures';
import type { Counting } from './counting';
import { FailuresInLastCalls } from './failures-in-last-calls';
import { FailuresInTimeWindow } from './failures-in-time-window';
import { type BreakerSettings, OpenBreaker } from './open-breaker';

/** When a circuit breaker opens, and for how long. */
export interface BreakerOptions {
  /** Opens after so many failures in a row. Default: 5, unless `rate` is given. */
  readonly failures?: number;
  /** Opens when more than this share of the calls failed: a number between 0 and 1. Needs `calls` or `window`. */
  readonly rate?: number;
  /** `rate` looks at the last so many calls. */
  readonly calls?: number;
  /** `rate` looks at the calls of the last so much time. */
  readonly window?: Duration;
  /** `rate` is not looked at before so many calls. Default: `calls`; with `window` 20. */
  readonly minCalls?: number;
  /**
   * How long calls are turned away. As an object, it is longer each time the circuit opens without having been closed:
   * `initial`, times `factor` (2), up to `max` (10 times `initial`). Default: 60 s.
   */
  readonly openFor?: Duration | { readonly initial: Duration; readonly factor?: number; readonly max?: Duration };
  /** Calls that are let through when that time is over. All of them have to succeed. Default: 1. */
  readonly probes?: number;
  /**
   * Which errors are failures of the service; others say that it works. Default: those that another attempt may mend
   * ({@link isRetryableError}). It must take any error: it is tried with a plain `Error` at once. What it throws later is
   * told as `guard.failed`, and the error counts.
   */
  readonly countIf?: (error: unknown) => boolean;
}

const KNOWN: readonly string[] = Object.keys({
  failures: true,
  rate: true,
  calls: true,
  window: true,
  minCalls: true,
  openFor: true,
  probes: true,
  countIf: true,
} satisfies Record<keyof BreakerOptions, true>);

/**
 * Declares a circuit breaker: once a service has failed too often, calls fail at once with `CIRCUIT_OPEN`, which spares
 * the service and says with `retryAfterMs` when to come back. Declare it once and name it wherever the service is called.
 *
 * @throws {MillraceError} `INVALID_OPTION` for what cannot be
 * @example const payments = circuitBreaker('payments', { failures: 5, openFor: '60s' });
 */
export function circuitBreaker(name: string, options: BreakerOptions = {}): Guard<'breaker'> {
  const where = `circuitBreaker("${name}")`;
  for (const option of Object.keys(options)) {
    if (!KNOWN.includes(option)) throw refused(where, option, `there is no such option; known are ${KNOWN.join(', ')}`);
  }
  const { probes = 1, countIf = isRetryableError } = options;
  const opening = openingOf(options, where);
  const counted = countingOf(options, where);
  tryOut(countIf, where);
  const settings: BreakerSettings = { ...opening, probes: atLeastOne(probes, `${where}: probes`), countIf };
  return defineGuard({
    kind: 'breaker',
    name,
    settings: { ...counted.settings, ...opening, probes },
    open: (host) => new OpenBreaker(host, settings, counted.open()),
  });
}

type Opening = Pick<BreakerSettings, 'openMs' | 'factor' | 'maxOpenMs'>;

function openingOf({ openFor = '60s' }: BreakerOptions, where: string): Opening {
  const positive = (duration: Duration, option: string): number => {
    const ms = durationMs(duration, `${where}: ${option}`);
    if (ms > 0) return ms;
    throw refused(where, option, 'expected more than 0 ms');
  };
  if (typeof openFor !== 'object') {
    const openMs = positive(openFor, 'openFor');
    return { openMs, factor: 1, maxOpenMs: openMs };
  }
  const { initial, factor = 2, max } = openFor;
  const openMs = positive(initial, 'openFor.initial');
  if (!Number.isFinite(factor) || factor < 1)
    throw refused(where, 'openFor.factor', `expected a number of at least 1, got ${inspectValue(factor)}`);
  const maxOpenMs = max === undefined ? openMs * 10 : positive(max, 'openFor.max');
  if (maxOpenMs < openMs) throw refused(where, 'openFor.max', 'expected at least as much as openFor.initial');
  return { openMs, factor, maxOpenMs };
}

interface Counted {
  readonly settings: Readonly<Record<string, number>>;
  readonly open: () => Counting;
}

function countingOf(options: BreakerOptions, where: string): Counted {
  const { failures, rate, calls, window, minCalls } = options;
  if (rate === undefined) {
    for (const option of ['calls', 'window', 'minCalls'] as const)
      if (options[option] !== undefined) throw refused(where, option, 'it belongs to rate, which is missing');
    const limit = atLeastOne(failures ?? 5, `${where}: failures`);
    return { settings: { failures: limit }, open: () => new ConsecutiveFailures(limit) };
  }
  if (failures !== undefined) throw refused(where, 'failures', 'give either failures or rate');
  if (!(rate > 0 && rate < 1))
    throw refused(where, 'rate', `expected a number between 0 and 1, got ${inspectValue(rate)}`);
  if ((calls === undefined) === (window === undefined))
    throw refused(where, 'rate', 'give either calls or window: of what it is the share');
  if (calls !== undefined) {
    const least = atLeastOne(minCalls ?? calls, `${where}: minCalls`);
    const of = atLeastOne(calls, `${where}: calls`);
    if (least > of) throw refused(where, 'minCalls', `expected at most calls, which is ${of}, got ${least}`);
    return { settings: { rate, calls: of, minCalls: least }, open: () => new FailuresInLastCalls(rate, of, least) };
  }
  const windowMs = durationMs(window ?? 0, `${where}: window`);
  if (windowMs === 0) throw refused(where, 'window', 'expected more than 0 ms');
  const least = atLeastOne(minCalls ?? 20, `${where}: minCalls`);
  return { settings: { rate, windowMs, minCalls: least }, open: () => new FailuresInTimeWindow(rate, windowMs, least) };
}

/** A predicate that throws would be found out in the middle of an outage. */
function tryOut(countIf: (error: unknown) => boolean, where: string): void {
  if (typeof countIf !== 'function') throw refused(where, 'countIf', 'expected a function of the error');
  try {
    countIf(new Error('tried out'));
  } catch (error) {
    throw refused(where, 'countIf', 'it throws when it is given a plain Error; it must take any error', error);
  }
}

function refused(where: string, option: string, message: string, cause?: unknown): MillraceError {
  return new MillraceError('INVALID_OPTION', `${where}: ${option}: ${message}`, { details: { option }, cause });
}
