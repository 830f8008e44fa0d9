import { knownOptions } from '../../errors';
import { atLeastOne, type Duration, durationMs } from '../../step';

/** A source of time: a step context or a clock. */
export interface TimeSource {
  now(): number;
}

/** A cached value and its age. */
export interface StaleValue<Value> {
  readonly value: Value;
  readonly ageMs: number;
}

/**
 * A cache of the last good value of each key, for use while a service is unavailable. Values are returned with their
 * age. If there are more than `max`, the oldest one is removed.
 *
 * @example
 * override onSuccess(rate: Rate, currency: string, ctx: ContextOf<this>) { this.rates.keep(currency, rate, ctx); }
 * override fallback({ input, failure }: StepFailure<string>, ctx: ContextOf<this>) {
 *   const kept = this.rates.recall(input, ctx, { maxAge: '1h' });
 *   if (!kept) throw new NoRate(failure.message);
 *   return { ...kept.value, ageMs: kept.ageMs };
 * }
 */
export class StaleCache<Value, Key = string> {
  private readonly kept = new Map<Key, { readonly value: Value; readonly at: number }>();
  private readonly max: number;

  /** @param options `max`: the maximum number of keys; default 1,000 */
  constructor(options: { readonly max?: number } = {}) {
    const { max = 1000 } = knownOptions(options, { max: true }, 'StaleCache');
    this.max = atLeastOne(max, 'StaleCache: max');
  }

  get size(): number {
    return this.kept.size;
  }

  /** Stores the value of a key in place of the previous one. */
  keep(key: Key, value: Value, time: TimeSource): void {
    this.kept.delete(key);
    this.kept.set(key, { value, at: time.now() });
    if (this.kept.size <= this.max) return;
    for (const oldest of this.kept.keys()) {
      this.kept.delete(oldest);
      return;
    }
  }

  /** Returns the value of a key; `undefined` if there is none, or only one older than `maxAge`. */
  recall(key: Key, time: TimeSource, options: { readonly maxAge?: Duration } = {}): StaleValue<Value> | undefined {
    const { maxAge } = knownOptions(options, { maxAge: true }, 'recall()');
    const kept = this.kept.get(key);
    if (!kept) return undefined;
    const ageMs = Math.max(time.now() - kept.at, 0);
    return maxAge !== undefined && ageMs > durationMs(maxAge, 'maxAge') ? undefined : { value: kept.value, ageMs };
  }

  /** Removes the value of a key. */
  forget(key: Key): void {
    this.kept.delete(key);
  }
}
