import {
  inspectValue,
  invalidString,
  isStorableName,
  knownOptions,
  MillraceError,
  type OptionNames,
} from '../../errors';

/** A queue in which runs or nodes, of any run, wait for one of its permits. */
export interface ConcurrencyDefinition {
  /** Default: the queue is named after the flow or the node. */
  readonly name?: string;
  /** Permits of each key. */
  readonly limit: number;
  /** Permits of all keys together. */
  readonly total?: number;
  /** Returns the key of an input. Default: one key for all. */
  readonly key?: (input: never) => string | number;
}

/**
 * The limit of runs or nodes at once, over all runs of an engine. The others wait in a queue: first in, first out per
 * key, and the keys take turns. Waiting counts towards the `deadline` of a node.
 */
export interface Concurrency<in Input = never> {
  /** Permits of each key. */
  readonly limit: number;
  /** Returns the key of an input. Default: one key for all. */
  readonly key?: (input: Input) => string | number;
  /**
   * Permits of all keys together. A flow that calls itself with other keys needs one per level. Default: only the limit
   * of each key applies.
   */
  readonly total?: number;
  /** Flows and nodes with the same name share a queue. Default: the flow or node has its own queue. */
  readonly name?: string;
}

const NAMES: OptionNames<Concurrency> = { limit: true, key: true, total: true, name: true };

/**
 * Validates the options of a queue.
 *
 * @throws {MillraceError} `INVALID_OPTION` that names the option
 */
export function concurrencyOf(options: Concurrency): ConcurrencyDefinition {
  const { limit, key, total, name } = knownOptions(options, NAMES, undefined, 'concurrency');
  checkCount('limit', limit);
  if (total !== undefined) checkCount('total', total);
  if (key !== undefined && typeof key !== 'function')
    throw refused('concurrency.key', 'expected a function of the input');
  if (name !== undefined && !isStorableName(name)) throw invalidString('concurrency.name', 'a non-empty string', name);
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
