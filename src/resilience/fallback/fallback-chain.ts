import { errorMessageOf, type FailureRecord, invalidOption, MillraceError, readRecord, toFailure } from '../../errors';

/** The form of the levels, for messages. */
const LEVELS = 'functions by level, such as { live: () => …, estimate: () => … }';

/** The result of {@link fallbackChain}. */
export interface FallbackLevel<Level extends string, Value> {
  /** The level that succeeded. */
  readonly level: Level;
  readonly value: Value;
  /** The failures of the previous levels, in order. */
  readonly failures: readonly FailureRecord[];
}

/**
 * Calls one level after the other, best first, until one succeeds.
 *
 * @throws {MillraceError} `ALL_LEVELS_FAILED` with all failures, if none succeeds; `INVALID_OPTION` for anything but
 * functions by level
 * @example
 * const { level, value } = await fallbackChain({
 *   live: () => service.quote(id),
 *   replica: () => replica.quote(id),
 *   estimate: () => estimate(id),
 * });
 */
export async function fallbackChain<Levels extends Readonly<Record<string, () => unknown>>>(
  levels: Levels,
): Promise<FallbackLevel<keyof Levels & string, Awaited<ReturnType<Levels[keyof Levels]>>>> {
  const errors: unknown[] = [];
  const calls = Object.entries(readRecord(levels, 'levels', () => LEVELS, 'fallbackChain()'));
  for (const [level, call] of calls)
    if (typeof call !== 'function') throw invalidOption(`levels.${level}`, 'a function', call, 'fallbackChain()');
  for (const [level, call] of calls) {
    try {
      const value = await call();
      return resultOf<Levels>(level, value, errors.map(toFailure));
    } catch (error) {
      errors.push(error);
    }
  }
  const reasons = errors.map((error, index) => `${calls[index]?.[0] ?? ''}: ${errorMessageOf(error)}`).join('; ');
  throw new MillraceError('ALL_LEVELS_FAILED', `no level succeeded: ${reasons || 'there are none'}`, { errors });
}

/** Types the result, since `Object.entries` loses the types of keys and values. */
function resultOf<Levels extends Readonly<Record<string, () => unknown>>>(
  level: string,
  value: unknown,
  failures: readonly FailureRecord[],
): FallbackLevel<keyof Levels & string, Awaited<ReturnType<Levels[keyof Levels]>>> {
  return { level, value: value as Awaited<ReturnType<Levels[keyof Levels]>>, failures };
}
