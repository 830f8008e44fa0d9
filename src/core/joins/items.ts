import type { ErrorCode, FailureRecord } from '../../errors';
import type { EachDefinition } from '../../flow';
import type { Frame } from '../state/token';

/** What getting the next item gave. A list says by itself what its items are and how many; then this is only the sign to go on. */
export interface PulledItem {
  readonly item?: { readonly value: unknown };
  readonly done: boolean;
}

/** Whether a value can be worked through item by item. A text could, but hardly ever is what was meant. */
export function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

/** Whether items are got one by one: from a source, or because somebody else decides when the next may start. */
export function isPulled({ input }: Frame, { limit }: EachDefinition): boolean {
  return limit !== undefined || !Array.isArray(input);
}

/** How many items there are; `undefined` where they are got one by one and their source has not come to its end. */
export function countOf(frame: Frame, { chunk = 1 }: EachDefinition): number | undefined {
  if (Array.isArray(frame.input)) return chunk === 1 ? frame.input.length : Math.ceil(frame.input.length / chunk);
  return frame.token?.details?.exhausted ? frame.next : undefined;
}

/** Whether items are left that have not been started, as far as is known. */
export function hasMoreItems(frame: Frame): boolean {
  const { definition } = frame.scope;
  return definition.kind === 'each' && frame.next < (countOf(frame, definition) ?? Number.POSITIVE_INFINITY);
}

/** The item of a list that is worked on as number `index`. */
export function itemOf(list: unknown, { chunk }: EachDefinition, index: number): unknown {
  if (!Array.isArray(list)) return undefined;
  return chunk === undefined ? list[index] : list.slice(index * chunk, (index + 1) * chunk);
}

/**
 * The failure of a node of which items have failed: the earliest is its cause, the others stand beside it. None is told
 * twice, because in lists of lists of lists that would double with each level.
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
