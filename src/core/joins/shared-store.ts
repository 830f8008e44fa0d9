import { type RunState, runDetails } from '../state/run-state';
import type { SharedLayer, SharedWrite, StoreEntry } from '../state/shared-layer';
import type { Frame, Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/** The target of a token's writes: the layer of its branch, of the isolated flow around it, or of the run. */
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

/** Returns the layers that a position sees, innermost first. */
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

function layerOf(state: RunState, { frame, item }: Target): SharedLayer | undefined {
  return frame ? frame.layers?.get(item) : state.details?.store;
}

/** Returns the entry that a token sees under a key of the shared store. */
export function readKey(state: RunState, frame: Frame, item: number, key: string): StoreEntry | undefined {
  for (const target of targetsFrom(frame, item)) {
    const entry = layerOf(state, target)?.get(key);
    if (entry) return entry.deleted ? undefined : entry;
  }
  return undefined;
}

/** Returns the keys of the shared store under which a token sees an entry. */
export function visibleKeys(state: RunState, frame: Frame, item: number): ReadonlySet<string> {
  const decided = new Set<string>();
  const visible = new Set<string>();
  for (const target of targetsFrom(frame, item)) {
    for (const [key, { deleted }] of layerOf(state, target) ?? []) {
      if (decided.has(key)) continue;
      decided.add(key);
      if (!deleted) visible.add(key);
    }
  }
  return visible;
}

/** Returns the content of the run's own store, by key. */
export function storedValues({ details }: RunState): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...(details?.store ?? [])].map(([key, { value }]) => [key, value]));
}

/** Applies the writes of a committed attempt. */
export function applyWrites(context: TransitionContext, token: Token, writes: readonly SharedWrite[]): void {
  const [target] = targetsFrom(token.frame, token.item);
  if (!target) return;
  for (const { key, value, mergeable = false, deleted } of writes)
    putEntry(context, target, key, deleted ? { value: undefined, mergeable, deleted } : { value, mergeable });
}

/** Puts values into the store of the run itself. */
export function fillStore(context: TransitionContext, values: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(values))
    putEntry(context, { frame: undefined, item: 0 }, key, { value, mergeable: false });
}

function putEntry(context: TransitionContext, { frame, item }: Target, key: string, entry: StoreEntry): void {
  if (frame) {
    frame.layers ??= new Map();
    const layer: SharedLayer = frame.layers.get(item) ?? new Map<string, StoreEntry>();
    frame.layers.set(item, layer);
    layer.set(key, entry);
  } else if (entry.deleted) {
    if (context.state.details?.store.delete(key)) context.changes?.push({ type: 'key.delete', frame: 0, item: 0, key });
    return;
  } else {
    runDetails(context.state).store.set(key, entry);
  }
  context.changes?.push({ type: 'key.put', frame: frame?.id ?? 0, item, key, entry });
}

/** A key that several branches wrote or deleted. */
export interface StoreConflict {
  readonly key: string;
  readonly branches: readonly number[];
  /** The entry that the branches saw at their start; `undefined` if there was none. */
  readonly base: StoreEntry | undefined;
  /** The final entry of each branch. */
  readonly entries: readonly StoreEntry[];
  readonly mergeable: boolean;
}

/** Returns the keys that more than one branch of a join wrote, in alphabetical order; their writers in branch order. */
export function conflictsOf(state: RunState, frame: Frame): readonly StoreConflict[] {
  const writers = new Map<string, { branch: number; entry: StoreEntry }[]>();
  for (const [branch, layer] of arrivedLayers(frame)) {
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
      base: frame.outer && readKey(state, frame.outer, frame.item, key),
      entries: entries.map(({ entry }) => entry),
      mergeable: entries.every(({ entry }) => entry.mergeable),
    }));
}

/** Returns the layers of the branches that have arrived, in branch order. */
function arrivedLayers({ join, layers }: Frame): readonly (readonly [number, SharedLayer])[] {
  if (!layers) return [];
  return [...layers].filter(([branch]) => join?.arrivals[branch] !== undefined).sort(([a], [b]) => a - b);
}

/**
 * Merges the writes of the branches into the store around the join, in branch order.
 *
 * @param merged the results of the merge functions for the keys that several branches wrote
 */
export function mergeLayers(context: TransitionContext, frame: Frame, merged: ReadonlyMap<string, unknown>): void {
  for (const [, layer] of arrivedLayers(frame)) mergeInto(context, frame, layer, merged);
}

/** Merges the writes of one branch alone. */
export function mergeLayer(context: TransitionContext, frame: Frame, branch: number): void {
  const layer = frame.layers?.get(branch);
  if (layer) mergeInto(context, frame, layer, new Map());
}

function mergeInto(
  context: TransitionContext,
  { outer, item }: Frame,
  layer: SharedLayer,
  merged: ReadonlyMap<string, unknown>,
): void {
  if (!outer) return;
  const [target] = targetsFrom(outer, item);
  if (!target) return;
  for (const [key, entry] of layer)
    putEntry(context, target, key, merged.has(key) ? { value: merged.get(key), mergeable: entry.mergeable } : entry);
}
