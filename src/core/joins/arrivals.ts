import type { FailureRecord } from '../../errors';
import type { Arrival, Frame } from '../state/token';
import { itemOf } from './items';
import { recordFor } from './record-for';

/** Returns a branch's result as the join reports it: the bare value of a one-way branch, else `{ action, value }`. */
export function outcomeOf(action: string, value: unknown): unknown {
  return action === 'next' ? value : { action, value };
}

/** Returns the results of the branches of `all` that have arrived, by key. */
export function partialResults({ scope: { children }, join }: Frame): Readonly<Record<string, unknown>> {
  const { arrivals = [], arrived = 0 } = join ?? {};
  const values = arrived === children.length ? recordFor(children) : {};
  for (const { index, key } of children) {
    const arrival = arrivals[index];
    if (arrival?.ok) values[key] = outcomeOf(arrival.action, arrival.value);
  }
  return values;
}

/** Returns the outcome of each branch of `settle`, by key. */
export function settledBranches({ scope: { children }, join, input }: Frame): Readonly<Record<string, unknown>> {
  const values = recordFor(children);
  for (const { index, key } of children) values[key] = settled(join?.arrivals[index], input);
  return values;
}

/** Returns the results of all items of `each`, in order; with `collect`, failures as data. */
export function itemResults(frame: Frame, collect: boolean): readonly unknown[] {
  const { arrivals = [] } = frame.join ?? {};
  return arrivals.map((arrival, index) => {
    if (collect) return settled(arrival, arrival && 'item' in arrival ? arrival.item : givenItem(frame, index));
    return arrival?.ok ? outcomeOf(arrival.action, arrival.value) : undefined;
  });
}

function givenItem({ input, scope: { definition } }: Frame, index: number): unknown {
  return Array.isArray(input) && definition.kind === 'each' ? itemOf(input, definition, index) : undefined;
}

function settled(arrival: Arrival | undefined, item: unknown): unknown {
  if (arrival?.ok) return { ok: true, item, value: outcomeOf(arrival.action, arrival.value) };
  return { ok: false, item, failure: arrival?.failure };
}

/** Returns the failures of items with their numbers, in order. */
export function failedItems({ join }: Frame): readonly (readonly [item: number, failure: FailureRecord])[] {
  return (join?.arrivals ?? []).flatMap((arrival, item) =>
    arrival && !arrival.ok ? [[item, arrival.failure] as const] : [],
  );
}

/** Returns the failures of the branches that failed, in branch order. */
export function failuresOf(frame: Frame): readonly FailureRecord[] {
  return (frame.join?.arrivals ?? []).flatMap((arrival) => (arrival && !arrival.ok ? [arrival.failure] : []));
}
