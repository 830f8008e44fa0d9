import { inspectValue, MillraceError } from '../../errors';

/** A line in which runs or nodes wait for one of its slots, whichever run they belong to. */
export interface ConcurrencyDefinition {
  /** Left out, the line is called after the flow or the node. */
  readonly name?: string;
  /** Slots of each key. */
  readonly limit: number;
  /** Slots of all keys together. */
  readonly total?: number;
  /** Which of the line's keys a value belongs to. Left out, there is one key. */
  readonly key?: (input: never) => string | number;
}

/**
 * At most so many at once, of all runs of an engine. The others wait in line: first in, first out for each key, and the
 * keys take turns. Waiting counts towards a node's `deadline`.
 */
export interface Concurrency<in Input = never> {
  /** Slots of each key. */
  readonly limit: number;
  /** Which key an input belongs to. Default: one key for all. */
  readonly key?: (input: Input) => string | number;
  /**
   * Slots of all keys together; a flow that calls itself with other keys needs as many as it goes deep. Default: no limit but
   * that of each key.
   */
  readonly total?: number;
  /** Whoever gives the same name stands in the same line. Default: a line of the flow's or the node's own. */
  readonly name?: string;
}

const KNOWN: readonly string[] = Object.keys({ limit: true, key: true, total: true, name: true } satisfies Record<
  keyof Concurrency,
  true
>);

/**
 * The line that options describe.
 *
 * @throws {MillraceError} `INVALID_OPTION` that names the option
 */
export function concurrencyOf(options: Concurrency): ConcurrencyDefinition {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null)
    throw refused(
      'concurrency',
      `expected an object such as { limit: 1, key: (input) => input.tenant }, got ${inspectValue(given)}`,
    );
  const { limit, key, total, name } = options;
  for (const option of Object.keys(options))
    if (!KNOWN.includes(option))
      throw refused(`concurrency.${option}`, `there is no such option; known are ${KNOWN.join(', ')}`);
  checkCount('limit', limit);
  if (total !== undefined) checkCount('total', total);
  if (key !== undefined && typeof key !== 'function')
    throw refused('concurrency.key', 'expected a function of the input');
  if (name !== undefined && (typeof name !== 'string' || name === ''))
    throw refused('concurrency.name', 'expected a text that is not empty');
  return Object.freeze({
    limit,
    ...(key && { key }),
    ...(total !== undefined && { total }),
    ...(name !== undefined && { name }),
  });
}

function checkCount(option: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw refused(`concurrency.${option}`, `expected a whole number of at least 1, got ${inspectValue(value)}`);
}

function refused(option: string, message: string): MillraceError {
  return new MillraceError('INVALID_OPTION', `${option}: ${message}`, { details: { option } });
}
