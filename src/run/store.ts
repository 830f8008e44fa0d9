import type { Layer, StoreEntry, Write } from './layer';
import type { Ledger } from './ledger';
import { type RunState, runExtra } from './run-state';
import type { Frame, Token } from './token';

/** Where the writes of a token go: the layer of its branch, of the isolated flow around it, or of the run. */
interface Target {
  /** `undefined` for the run itself. */
  readonly frame: Frame | undefined;
  readonly item: number;
}

function isIsolated({ scope, place }: Frame): boolean {
  return (
    (scope.definition.kind === 'flow' && scope.definition.isolated === true) ||
    (place.kind === 'flow' && place.definition.kind === 'flow' && place.definition.isolated === true)
  );
}

/** The layers that a position sees, innermost first. */
function* targetsFrom(frame: Frame, item: number): Generator<Target> {
  let at: Frame | undefined = frame;
  let branch = item;
  while (at) {
    if (at.join) yield { frame: at, item: branch };
    else if (isIsolated(at) && at.outer) yield { frame: at, item: 0 };
    branch = at.item;
    at = at.outer;
  }
  yield { frame: undefined, item: 0 };
}

function layerOf(state: RunState, { frame, item }: Target): Layer | undefined {
  return frame ? frame.layers?.get(item) : state.extra?.store;
}

/** What a token sees under a key of the shared store. */
export function readKey(state: RunState, frame: Frame, item: number, key: string): StoreEntry | undefined {
  for (const target of targetsFrom(frame, item)) {
    const entry = layerOf(state, target)?.get(key);
    if (entry) return entry;
  }
  return undefined;
}

/** Makes the writes of a committed attempt visible. */
export function applyWrites(ledger: Ledger, token: Token, writes: readonly Write[]): void {
  const [target] = targetsFrom(token.frame, token.item);
  if (target) for (const { key, value, mergeable = false } of writes) put(ledger, target, key, { value, mergeable });
}

function put(ledger: Ledger, { frame, item }: Target, key: string, entry: StoreEntry): void {
  if (frame) {
    frame.layers ??= new Map();
    const layer: Layer = frame.layers.get(item) ?? new Map<string, StoreEntry>();
    frame.layers.set(item, layer);
    layer.set(key, entry);
  } else {
    runExtra(ledger.state).store.set(key, entry);
  }
  ledger.changes?.push({ type: 'key.put', frame: frame?.id ?? 0, item, key, entry });
}

/** A key that several branches wrote. */
export interface Conflict {
  readonly key: string;
  readonly branches: readonly number[];
  readonly values: readonly unknown[];
  readonly mergeable: boolean;
}

/** The keys that more than one branch of a join wrote, in alphabetical order; their writers in the order of the branches. */
export function conflictsOf(frame: Frame): readonly Conflict[] {
  const writers = new Map<string, { branch: number; entry: StoreEntry }[]>();
  for (const [branch, layer] of countedLayers(frame)) {
    for (const [key, entry] of layer) {
      const known = writers.get(key);
      if (known) known.push({ branch, entry });
      else writers.set(key, [{ branch, entry }]);
    }
  }
  return [...writers]
    .filter(([, entries]) => entries.length > 1)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entries]) => ({
      key,
      branches: entries.map(({ branch }) => branch),
      values: entries.map(({ entry }) => entry.value),
      mergeable: entries.every(({ entry }) => entry.mergeable),
    }));
}

/** What was written by the branches that count, in their order: those that arrived, or the one that won. */
function countedLayers({ scope, join, layers }: Frame): readonly (readonly [number, Layer])[] {
  if (!layers) return [];
  const winnerOnly = scope.kind === 'any' || scope.kind === 'race';
  return [...layers]
    .filter(([branch]) => {
      const arrival = join?.arrivals[branch];
      return arrival !== undefined && (arrival.ok || !winnerOnly);
    })
    .sort(([a], [b]) => a - b);
}

/**
 * Gives the writes of the branches to what is around the join, in branch order.
 *
 * @param merged what the merge functions gave for the keys that several branches wrote
 */
export function mergeLayers(ledger: Ledger, frame: Frame, merged: ReadonlyMap<string, unknown>): void {
  if (!frame.layers || !frame.outer || isIsolatedEach(frame)) return;
  const [target] = targetsFrom(frame.outer, frame.item);
  if (!target) return;
  for (const [, layer] of countedLayers(frame)) {
    for (const [key, entry] of layer)
      put(ledger, target, key, merged.has(key) ? { ...entry, value: merged.get(key) } : entry);
  }
}

/** Whether the writes of the items are dropped. */
export function isIsolatedEach({ scope }: Frame): boolean {
  return scope.definition.kind === 'each' && scope.definition.isolated;
}
