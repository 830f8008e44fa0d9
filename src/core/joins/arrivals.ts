import type { FailureRecord } from '../../errors';
import type { Place } from '../../flow';
import type { Arrival, Frame } from '../state/token';
import { itemOf } from './items';

/** Returns a branch's result as the join reports it: the bare value of a one-way branch, else `{ action, value }`. */
export function outcomeOf(action: string, value: unknown): unknown {
  return action === 'next' ? value : { action, value };
}

/** Above this width an object is faster to fill as a dictionary from the start than to convert on the way. */
const WIDE = 64;

/** Returns a record by branch key. Branch keys begin with a letter, so none of them is `__proto__`. */
function recordByBranch(
  branches: readonly Place[],
  put: (branch: Place, into: Record<string, unknown>) => void,
): Readonly<Record<string, unknown>> {
  const wide = branches.length > WIDE;
  const values: Record<string, unknown> = wide ? (Object.create(null) as Record<string, unknown>) : {};
  for (const branch of branches) put(branch, values);
  return wide ? (Object.setPrototypeOf(values, Object.prototype) as Record<string, unknown>) : values;
}

/** Returns the results of the branches of `all` that have arrived, by key. */
export function partialResults({ scope, join }: Frame): Readonly<Record<string, unknown>> {
  return recordByBranch(scope.children, ({ index, key }, values) => {
    const arrival = join?.arrivals[index];
    if (arrival?.ok) values[key] = outcomeOf(arrival.action, arrival.value);
  });
}

/** Returns the outcome of each branch of `settle`, by key. */
export function settledBranches({ scope, join, input }: Frame): Readonly<Record<string, unknown>> {
  return recordByBranch(scope.children, ({ index, key }, values) => {
    values[key] = settled(join?.arrivals[index], input);
  });
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
