import type { Place } from '../flow';
import type { Arrival, Frame } from './token';

/** What a join sees of a branch: the bare value of a one-way branch, else `{ action, value }`. */
export function outcomeOf(action: string, value: unknown): unknown {
  return action === 'next' ? value : { action, value };
}

/** Beyond this width an object is quicker to fill as a dictionary from the start than to turn into one on the way. */
const WIDE = 64;

/** A record by branch key. Keys of branches begin with a letter, so none of them is `__proto__`. */
function record(
  branches: readonly Place[],
  put: (branch: Place, into: Record<string, unknown>) => void,
): Readonly<Record<string, unknown>> {
  const wide = branches.length > WIDE;
  const values: Record<string, unknown> = wide ? (Object.create(null) as Record<string, unknown>) : {};
  for (const branch of branches) put(branch, values);
  return wide ? (Object.setPrototypeOf(values, Object.prototype) as Record<string, unknown>) : values;
}

/** The results of the branches of `all` that have arrived, by key. */
export function partialResults({ scope, join }: Frame): Readonly<Record<string, unknown>> {
  return record(scope.children, ({ index, key }, values) => {
    const arrival = join?.arrivals[index];
    if (arrival?.ok) values[key] = outcomeOf(arrival.action, arrival.value);
  });
}

/** How each branch of `settle` ended, by key. */
export function settledBranches({ scope, join, input }: Frame): Readonly<Record<string, unknown>> {
  return record(scope.children, ({ index, key }, values) => {
    values[key] = settled(join?.arrivals[index], input);
  });
}

/** The results of all items of `each`, in their order; failures as data where they are collected. */
export function itemResults(frame: Frame, collect: boolean): readonly unknown[] {
  const items = frame.input as readonly unknown[];
  return items.map((item, index) => {
    const arrival = frame.join?.arrivals[index];
    if (collect) return settled(arrival, item);
    return arrival?.ok ? outcomeOf(arrival.action, arrival.value) : undefined;
  });
}

function settled(arrival: Arrival | undefined, item: unknown): unknown {
  if (arrival?.ok) return { ok: true, item, value: outcomeOf(arrival.action, arrival.value) };
  return { ok: false, item, failure: arrival?.failure };
}

/** The failures of the branches that failed, in branch order. */
export function failuresOf(frame: Frame): readonly Extract<Arrival, { readonly ok: false }>['failure'][] {
  return (frame.join?.arrivals ?? []).flatMap((arrival) => (arrival && !arrival.ok ? [arrival.failure] : []));
}
