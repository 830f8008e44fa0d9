import type { ErrorCode, FailureRecord } from '../../errors';
import type { EachDefinition } from '../../flow';
import type { Frame } from '../state/token';

/** The result of a pull. For a list, whose items are known, it only signals that the next item may start. */
export interface PulledItem {
  readonly item?: { readonly value: unknown };
  readonly done: boolean;
}

/** Whether a value can be iterated item by item. Strings are excluded: they are hardly ever meant as lists. */
export function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return Symbol.iterator in value || Symbol.asyncIterator in value;
  } catch {
    // A proxy may throw on any access.
    return false;
  }
}

/** Whether items are pulled one by one: from a source, or because a limiter decides when the next may start. */
export function isPulled({ input }: Frame, { limit }: EachDefinition): boolean {
  return limit !== undefined || !Array.isArray(input);
}

/** Returns the number of items; `undefined` for a source that is not exhausted yet. */
export function countOf(frame: Frame, { chunk = 1 }: EachDefinition): number | undefined {
  if (Array.isArray(frame.input)) return chunk === 1 ? frame.input.length : Math.ceil(frame.input.length / chunk);
  return frame.token?.details?.exhausted ? frame.next : undefined;
}

/** Whether items remain that have not started, as far as is known. */
export function hasMoreItems(frame: Frame): boolean {
  const { definition } = frame.scope;
  return definition.kind === 'each' && frame.next < (countOf(frame, definition) ?? Number.POSITIVE_INFINITY);
}

/** Returns the item of a list with the number `index`, or the chunk. */
export function itemOf(list: unknown, { chunk }: EachDefinition, index: number): unknown {
  if (!Array.isArray(list)) return undefined;
  return chunk === undefined ? list[index] : list.slice(index * chunk, (index + 1) * chunk);
}

/**
 * Returns the failure of a node with failed items: the earliest is its cause, the others are its errors. None appears
 * twice, because in nested lists that would double with each level.
 */
export function batchFailure(
  node: string,
  failed: readonly (readonly [item: number, failure: FailureRecord])[],
): FailureRecord {
  const failures = failed.map(([, failure]) => failure);
  const items = failed.map(([item]) => item);
  const [cause, ...errors] = failures;
  const which = items.length === 1 ? 'item' : `${items.length} items, the first of them item`;
  return {
    name: 'BatchError',
    code: 'BATCH_FAILED' satisfies ErrorCode,
    message: `${which} ${items[0] ?? 0} of "${node}" failed: ${cause?.message ?? ''}`,
    details: { items },
    retryable: failures.some(({ retryable }) => retryable),
    ...(cause && { cause }),
    ...(errors.length > 0 && { errors }),
  };
}
