import type { AnyFlow } from '../builder/draft';
import { flowDefinitionOf } from '../builder/flow-definition-of';
import type { FlowDefinition } from '../kinds';
import { compile } from './compile';
import { missingOutputs, movedBy, type Obstacle, type PlaceMap, placeObstacle } from './moved-place';
import type { Place } from './place';

/** Whether waiting runs can be moved from one version of a flow onto another. */
export interface Compatibility {
  readonly compatible: boolean;
  /** What stands in the way, in the order of the old flow. */
  readonly obstacles: readonly Obstacle[];
}

/** How two versions belong together. */
export interface CompatibleOptions {
  /** New places of renamed nodes: `{ 'review/approve': 'review/decide' }`. A node takes along what is inside it. */
  readonly map?: PlaceMap | undefined;
  /** Flows that these call with `ref`. */
  readonly flows?: readonly AnyFlow[] | undefined;
}

/**
 * Says without any run whether runs that wait can be moved from one version of a flow onto another, wherever they wait: at
 * a person's task, a signal, a sleep, a delay, or in a line. What an engine moves is checked again, run by run.
 *
 * @throws {DefinitionError} where a flow calls another one that is not given
 */
export function compatible(
  oldFlow: AnyFlow,
  newFlow: AnyFlow,
  { map = {}, flows = [] }: CompatibleOptions = {},
): Compatibility {
  const [before, after] = [oldFlow, newFlow].map((flow) => compiled(flowDefinitionOf(flow), flows));
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
  const known = [definition, ...flows.map(flowDefinitionOf)];
  return compile(definition, (name) => known.find((flow) => flow.name === name));
}

/** Places where a run may wait or that it may come back to to undo something, with all that is around them. */
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
