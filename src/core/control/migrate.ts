import { type Edge, type Moved, movedBy, type Obstacle, type Place, placeObstacle } from '../../flow';
import type { CoreInputOf } from '../protocol/input';
import { addFrame, addStore } from '../state/records';
import type { RunState } from '../state/run-state';
import type { Frame, Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { movedPath } from './moved-path';
import { reissueTasks } from './reissue-effects';

/**
 * Moves the run onto the graph of this transition. Does nothing while an operation is in flight, while a compensation
 * is in progress, or if the new graph lacks a place at which the run stands or has something else there.
 */
export function migrateRun(context: TransitionContext, { from, to, map }: CoreInputOf<'run.migrate'>): void {
  const { state, graph } = context;
  const moved = movedBy(graph, map);
  const tokens = state.tokens.all();
  const frames = [state.root, ...tokens.flatMap(({ inner }) => (inner ? [inner] : []))];
  if (migrationObstacles(state, moved).length > 0) return;
  moveCompensations(context, moved);
  for (const token of tokens) moveToken(context, token, moved);
  for (const frame of frames) moveFrame(context, frame, moved);
  context.emitRunEvent('run.migrated', Object.keys(map).length > 0 ? { from, to, map } : { from, to });
  reissueTasks(context);
}

/** Returns the reasons why the run cannot be moved. */
export function migrationObstacles(state: RunState, moved: Moved): readonly Obstacle[] {
  const tokens = state.tokens.all();
  const { compensations = [] } = state.details ?? {};
  const obstacles = tokens.flatMap((token) => {
    const reason = tokenObstacle(token, moved);
    return reason === undefined ? [] : [{ place: token.place.id, reason }];
  });
  for (const { place } of compensations)
    if (!moved(place))
      obstacles.push({ place, reason: 'has been executed and can be undone, and is not in the new version' });
  return obstacles;
}

function tokenObstacle({ op, place, inner, details }: Token, moved: Moved): string | undefined {
  if (op !== 0) return 'is executing; wait until it has ended, or pause the run';
  if (details?.unwinding) return 'is being undone; wait until that has ended';
  const reason = placeObstacle(place, moved);
  if (reason !== undefined) return reason;
  if (details?.via && !movedEdge(details.via, moved))
    return 'is on its way along an edge that the new version does not have';
  // The callee of a reference has a place of its own.
  return inner && inner.scope !== place ? placeObstacle(inner.scope, moved) : undefined;
}

function movedEdge({ origin, action }: Edge, moved: Moved): Edge | undefined {
  const edge = moved(origin.id)?.edges.get(action);
  return edge?.mapping?.kind === 'via' ? edge : undefined;
}

function moveToken(context: TransitionContext, token: Token, moved: Moved): void {
  const { details } = token;
  token.place = moved(token.place.id) ?? token.place;
  if (details?.via) details.via = movedEdge(details.via, moved);
  context.touch(token);
}

/** Rewrites everything that is keyed by the number or the key of a node. */
function moveFrame(context: TransitionContext, frame: Frame, moved: Moved): void {
  const before = frame.scope;
  const after = moved(before.id) ?? before;
  const { visits, outputs } = frame;
  frame.visits = visits && movedVisits(before, visits, after, moved);
  frame.outputs = outputs && movedOutputs(before, outputs, moved);
  frame.place = moved(frame.place.id) ?? frame.place;
  frame.scope = after;
  const { changes, state } = context;
  if (!changes) return;
  changes.push({ type: 'frame.delete', id: frame.id });
  addFrame(changes, frame);
  if (!frame.token) addStore(changes, state);
}

function movedVisits(before: Place, visits: readonly number[], after: Place, moved: Moved): number[] {
  const counts = after.unvisited.slice();
  for (const { id, index } of before.children) {
    const to = moved(id)?.index;
    if (to !== undefined) counts[to] = visits[index] ?? 0;
  }
  return counts;
}

function movedOutputs(before: Place, outputs: ReadonlyMap<string, unknown>, moved: Moved): Map<string, unknown> {
  const kept = new Map<string, unknown>();
  for (const { id, key } of before.children) {
    const to = moved(id)?.key;
    for (const [output, value] of outputs)
      if (to !== undefined && output.startsWith(`${key}.`)) kept.set(`${to}${output.slice(key.length)}`, value);
  }
  return kept;
}

function moveCompensations(context: TransitionContext, moved: Moved): void {
  const { compensations } = context.state.details ?? {};
  const root = context.state.root.scope;
  for (const [index, one] of compensations?.entries() ?? []) {
    const path = movedPath(one.path, root, (place) => moved(place.id)?.key ?? place.key);
    const compensation = { ...one, place: moved(one.place)?.id ?? one.place, path };
    compensations?.splice(index, 1, compensation);
    context.changes?.push({ type: 'compensation.put', compensation });
  }
}
