import { type FailureRecord, MillraceError, toFailure } from '../../errors';

/** What one of several levels answered. */
export interface FallbackLevel<Level extends string, Value> {
  /** Which of them it was. */
  readonly level: Level;
  readonly value: Value;
  /** Why those before it did not, in their order. */
  readonly failures: readonly FailureRecord[];
}

/**
 * Asks one level after the other, the best first, until one answers.
 *
 * @throws {MillraceError} `ALL_LEVELS_FAILED` with all failures, if none does
 * @example
 * const { level, value } = await firstThatAnswers({
 *   live: () => service.quote(id),
 *   replica: () => replica.quote(id),
 *   estimate: () => estimate(id),
 * });
 */
export async function fallbackChain<Levels extends Readonly<Record<string, () => unknown>>>(
  levels: Levels,
): Promise<FallbackLevel<keyof Levels & string, Awaited<ReturnType<Levels[keyof Levels]>>>> {
  const errors: unknown[] = [];
  for (const [level, ask] of Object.entries(levels)) {
    try {
      const value = await ask();
      return answer<Levels>(level, value, errors.map(toFailure));
    } catch (error) {
      errors.push(error);
    }
  }
  const names = Object.keys(levels);
  const said = errors.map((error, index) => `${names[index] ?? ''}: ${toFailure(error).message}`).join('; ');
  throw new MillraceError('ALL_LEVELS_FAILED', `no level answered: ${said || 'there are none'}`, { errors });
}

/** `Object.entries` forgets which keys and values the record has. */
function answer<Levels extends Readonly<Record<string, () => unknown>>>(
  level: string,
  value: unknown,
  failures: readonly FailureRecord[],
): FallbackLevel<keyof Levels & string, Awaited<ReturnType<Levels[keyof Levels]>>> {
  return { level, value: value as Awaited<ReturnType<Levels[keyof Levels]>>, failures };
}
