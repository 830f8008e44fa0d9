import { knownOptions } from '../../errors';
import type { AnyFlow } from '../builder/draft';
import { requireFlow } from '../builder/flow-definition-of';
import type { FlowDefinition } from '../kinds';
import { compile } from './compile';
import { missingOutputs, movedBy, type Obstacle, type PlaceMap, placeObstacle } from './moved-place';
import type { Place } from './place';

/** The result of {@link compatible}. */
export interface Compatibility {
  readonly compatible: boolean;
  /** The obstacles to a migration, in the order of the old flow. */
  readonly obstacles: readonly Obstacle[];
}

/** The options of {@link compatible}. */
export interface CompatibleOptions {
  /** New places of renamed nodes: `{ 'review/approve': 'review/decide' }`. The children of a node move with it. */
  readonly map?: PlaceMap | undefined;
  /** The flows that both versions call with `ref`. */
  readonly flows?: readonly AnyFlow[] | undefined;
}

/**
 * Checks whether waiting runs can be moved from one version of a flow to another, wherever they wait: at a task, a
 * signal, a sleep, a delay or in a queue. Needs no run. An engine checks each run again when it moves it.
 *
 * @throws {DefinitionError} if a flow calls another one that is missing
 */
export function compatible(oldFlow: AnyFlow, newFlow: AnyFlow, options: CompatibleOptions = {}): Compatibility {
  const { map = {}, flows = [] } = knownOptions(options, { map: true, flows: true }, 'compatible()');
  const [before, after] = [oldFlow, newFlow].map((flow) => compiled(requireFlow(flow, 'compatible()'), flows));
  if (!before || !after) return { compatible: false, obstacles: [] };
  const moved = movedBy(after, map);
  const obstacles = [...concerned(before.places.values())].flatMap((place) => {
    const reason = placeObstacle(place, moved);
    return reason === undefined ? [] : [{ place: place.id, reason }];
  });
  obstacles.push(...missingOutputs(before, after, moved));
  return Object.freeze({ compatible: obstacles.length === 0, obstacles: Object.freeze(obstacles) });
}

function compiled(definition: FlowDefinition, flows: readonly AnyFlow[]) {
  const known = [definition, ...flows.map((flow) => requireFlow(flow, 'compatible(): flows'))];
  return compile(definition, (name) => known.find((flow) => flow.name === name));
}

/** Returns the places where a run may wait or that it may have to compensate, with all enclosing places. */
function concerned(places: Iterable<Place>): ReadonlySet<Place> {
  const found = new Set<Place>();
  for (const place of places) {
    if (!mayWait(place)) continue;
    for (let around: Place | undefined = place; around; around = around.owner) if (around.id !== '') found.add(around);
  }
  return found;
}

function mayWait({ kind, leaf, queue, delayMs, compensates }: Place): boolean {
  return kind === 'wait' || kind === 'sleep' || leaf === 'human' || queue !== undefined || delayMs > 0 || compensates;
}
