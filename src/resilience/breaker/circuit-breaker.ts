import { inspectValue, isRetryableError, knownOptions, MillraceError, type OptionNames } from '../../errors';
import { atLeastOne, type Duration, defineGuard, durationMs, type Guard } from '../../step';
import { ConsecutiveFailures } from './consecutive-failures';
import type { Counting } from './counting';
import { FailuresInLastCalls } from './failures-in-last-calls';
import { FailuresInTimeWindow } from './failures-in-time-window';
import { type BreakerSettings, OpenBreaker } from './open-breaker';

/** The options of {@link circuitBreaker}. */
export interface BreakerOptions {
  /** Number of consecutive failures that opens the circuit. Default: 5, unless `rate` is set. */
  readonly failures?: number;
  /** Share of failed calls, between 0 and 1, above which the circuit opens. Requires `calls` or `window`. */
  readonly rate?: number;
  /** Number of most recent calls that `rate` considers. */
  readonly calls?: number;
  /** Length of the most recent period that `rate` considers. */
  readonly window?: Duration;
  /** Minimum number of calls before `rate` applies. Default: `calls`; with `window` 20. */
  readonly minCalls?: number;
  /**
   * Time for which calls are rejected. As an object, it grows each time the circuit opens again before it was closed:
   * `initial`, times `factor` (2), up to `max` (10 times `initial`). Default: 60 s.
   */
  readonly openFor?: Duration | { readonly initial: Duration; readonly factor?: number; readonly max?: Duration };
  /** Number of trial calls after that time. The circuit closes if all of them succeed. Default: 1. */
  readonly probes?: number;
  /**
   * Whether an error is a failure of the service; any other error shows that the service works. Default: {@link
   * isRetryableError}. Must accept any error: it is called once with a plain `Error` at the declaration. If it throws
   * later, the event `guard.failed` is published, and the error counts as a failure.
   */
  readonly countIf?: (error: unknown) => boolean;
}

const BREAKER_OPTIONS: OptionNames<BreakerOptions> = {
  failures: true,
  rate: true,
  calls: true,
  window: true,
  minCalls: true,
  openFor: true,
  probes: true,
  countIf: true,
};

/**
 * Declares a circuit breaker: once a service has failed too often, calls fail immediately with `CIRCUIT_OPEN`, whose
 * `retryAfterMs` is the time to wait. Declare it once and use the declaration wherever the service is called.
 *
 * @throws {MillraceError} `INVALID_OPTION` for an invalid option
 * @example const payments = circuitBreaker('payments', { failures: 5, openFor: '60s' });
 */
export function circuitBreaker(name: string, options: BreakerOptions = {}): Guard<'breaker'> {
  const where = `circuitBreaker(${inspectValue(name)})`;
  const known = knownOptions(options, BREAKER_OPTIONS, where);
  const { probes = 1, countIf = isRetryableError } = known;
  const opening = openingOf(known, where);
  const counted = countingOf(known, where);
  checkCountIf(countIf, where);
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
  const names = { initial: true, factor: true, max: true } as const;
  const { initial, factor = 2, max } = knownOptions(openFor, names, where, 'openFor');
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
  if (failures !== undefined) throw refused(where, 'failures', 'use either failures or rate');
  if (!(rate > 0 && rate < 1))
    throw refused(where, 'rate', `expected a number between 0 and 1, got ${inspectValue(rate)}`);
  if ((calls === undefined) === (window === undefined))
    throw refused(where, 'rate', 'set either calls or window, to which the rate applies');
  if (calls !== undefined) {
    const minimum = atLeastOne(minCalls ?? calls, `${where}: minCalls`);
    const size = atLeastOne(calls, `${where}: calls`);
    if (minimum > size) throw refused(where, 'minCalls', `expected at most calls, which is ${size}, got ${minimum}`);
    const settings = { rate, calls: size, minCalls: minimum };
    return { settings, open: () => new FailuresInLastCalls(rate, size, minimum) };
  }
  const windowMs = durationMs(window ?? 0, `${where}: window`);
  if (windowMs === 0) throw refused(where, 'window', 'expected more than 0 ms');
  const minimum = atLeastOne(minCalls ?? 20, `${where}: minCalls`);
  const settings = { rate, windowMs, minCalls: minimum };
  return { settings, open: () => new FailuresInTimeWindow(rate, windowMs, minimum) };
}

/** Calls a predicate once, so that one which throws is found at its declaration and not during an outage. */
function checkCountIf(countIf: (error: unknown) => boolean, where: string): void {
  if (typeof countIf !== 'function') throw refused(where, 'countIf', 'expected a function of the error');
  try {
    countIf(new Error('probe'));
  } catch (error) {
    throw refused(where, 'countIf', 'the function throws for a plain Error; it must accept any error', error);
  }
}

function refused(where: string, option: string, message: string, cause?: unknown): MillraceError {
  return new MillraceError('INVALID_OPTION', `${where}: ${option}: ${message}`, { details: { option }, cause });
}
