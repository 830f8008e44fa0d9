import type { Arrival, Frame } from './token';

/** What a join sees of a branch: the bare value of a one-way branch, else `{ action, value }`. */
export function outcomeOf(action: string, value: unknown): unknown {
  return action === 'next' ? value : { action, value };
}

/** The results of the branches of `all` that have arrived, by key. */
export function partialResults(frame: Frame): Readonly<Record<string, unknown>> {
  const entries: [string, unknown][] = [];
  for (const branch of frame.scope.children) {
    const arrival = frame.arrivals?.[branch.index];
    if (arrival?.ok) entries.push([branch.key, outcomeOf(arrival.action, arrival.value)]);
  }
  return Object.fromEntries(entries);
}

/** How each branch of `settle` ended, by key. */
export function settledBranches(frame: Frame): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    frame.scope.children.map((branch) => [branch.key, settled(frame.arrivals?.[branch.index], frame.input)]),
  );
}

/** The results of all items of `each`, in their order; failures as data where they are collected. */
export function itemResults(frame: Frame, collect: boolean): readonly unknown[] {
  const items = frame.input as readonly unknown[];
  const { arrivals = [] } = frame;
  return items.map((item, index) => {
    const arrival = arrivals[index];
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
  return (frame.arrivals ?? []).flatMap((arrival) => (arrival && !arrival.ok ? [arrival.failure] : []));
}
