import type { ErrorCode, FailureRecord } from '../../errors';
import type { EachDefinition } from '../../flow';
import type { Frame } from '../state/token';

/** The result of a pull. For a list, whose items are known, it only signals that the next item may start. */
export interface PulledItem {
  readonly item?: { readonly value: unknown };
  readonly done: boolean;
}

type Items = Iterable<unknown> | AsyncIterable<unknown>;

/**
 * Returns the items that a value holds: a copy of a list, or the source to iterate. `undefined` for anything else, also
 * for what throws when it is read. Strings are excluded: they are hardly ever meant as lists.
 */
export function itemsIn(value: unknown): Items | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    if (Array.isArray(value)) return copyOf(value);
    return Symbol.iterator in value || Symbol.asyncIterator in value ? (value as Items) : undefined;
  } catch {
    return undefined;
  }
}

/** Reads each item once. Without a journal, a list may be one that others change, or that throws. */
function copyOf(list: readonly unknown[]): readonly unknown[] {
  const copy = new Array<unknown>(list.length);
  for (let index = 0; index < copy.length; index += 1) copy[index] = list[index];
  return copy;
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
