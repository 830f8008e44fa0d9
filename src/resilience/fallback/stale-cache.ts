import { atLeastOne, type Duration, durationMs } from '../../step';

/** Where a time comes from: a step's context, or a clock. */
export interface TimeSource {
  now(): number;
}

/** An answer that was kept, and how old it is. */
export interface StaleValue<Value> {
  readonly value: Value;
  readonly ageMs: number;
}

/**
 * Keeps the last good answer for each key, to answer with when the service does not. Each is given with its age, so that
 * whoever gets it can say so. When there are more than `max`, the one that was kept the longest ago goes.
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

  /** @param options `max`: how many keys are remembered; default 1,000 */
  constructor({ max = 1000 }: { readonly max?: number } = {}) {
    this.max = atLeastOne(max, 'LastGood: max');
  }

  get size(): number {
    return this.kept.size;
  }

  /** Keeps an answer in place of the one before. */
  keep(key: Key, value: Value, time: TimeSource): void {
    this.kept.delete(key);
    this.kept.set(key, { value, at: time.now() });
    if (this.kept.size <= this.max) return;
    for (const oldest of this.kept.keys()) {
      this.kept.delete(oldest);
      return;
    }
  }

  /** The last good answer; `undefined` if there is none, or none that is young enough. */
  recall(key: Key, time: TimeSource, { maxAge }: { readonly maxAge?: Duration } = {}): StaleValue<Value> | undefined {
    const kept = this.kept.get(key);
    if (!kept) return undefined;
    const ageMs = Math.max(time.now() - kept.at, 0);
    return maxAge !== undefined && ageMs > durationMs(maxAge, 'maxAge') ? undefined : { value: kept.value, ageMs };
  }

  /** Forgets the answer for a key. */
  forget(key: Key): void {
    this.kept.delete(key);
  }
}
