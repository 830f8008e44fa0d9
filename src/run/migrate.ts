import type { Edge, Graph, Place } from '../flow';
import type { HappeningOf } from './happening';
import type { Ledger } from './ledger';
import { movedPath } from './moved-path';
import { openTasks } from './rearm';
import { addFrame, addStore } from './records';
import type { Frame, Token } from './token';

/** Where something of the old graph is in the new one. */
type Moved = (id: string) => Place | undefined;

/**
 * Moves the run onto the graph of this transition. Does nothing while an operation is in flight, while something is being
 * undone, or if the new graph lacks a place at which the run stands or has something else there.
 */
export function migrateRun(ledger: Ledger, { from, to, map }: HappeningOf<'run.migrate'>): void {
  const { state, graph } = ledger;
  const moved = movedBy(graph, map);
  const tokens = state.tokens.all();
  const frames = [state.root, ...tokens.flatMap(({ inner }) => (inner ? [inner] : []))];
  const { compensations = [] } = state.extra ?? {};
  const fits =
    tokens.every((token) => canMove(token, moved)) &&
    frames.every((frame) => canMoveFrame(frame, moved)) &&
    compensations.every(({ place }) => moved(place) !== undefined);
  if (!fits) return;
  moveCompensations(ledger, moved);
  for (const token of tokens) moveToken(ledger, token, moved);
  for (const frame of frames) moveFrame(ledger, frame, moved);
  ledger.tell('run.migrated', { from, to });
  openTasks(ledger);
}

/** An id that is mapped takes along everything that is inside it. */
function movedBy(graph: Graph, map: Readonly<Record<string, string>>): Moved {
  return (id) => {
    for (let end = id.length; end > 0; end = id.lastIndexOf('/', end - 1)) {
      const outer = id.slice(0, end);
      if (Object.hasOwn(map, outer)) return graph.places.get(`${map[outer] ?? ''}${id.slice(end)}`);
    }
    return graph.places.get(id);
  };
}

function canMove({ op, place, frame, extra }: Token, moved: Moved): boolean {
  const target = moved(place.id);
  if (op !== 0 || extra?.unwinding || !target || target.owner !== moved(frame.scope.id)) return false;
  if (target.kind !== place.kind || target.leaf !== place.leaf) return false;
  if (frame.scope.kind === 'pipe' && target.index !== place.index) return false;
  return !extra?.via || movedEdge(extra.via, moved) !== undefined;
}

function canMoveFrame({ place, scope, join }: Frame, moved: Moved): boolean {
  const target = moved(scope.id);
  if (moved(place.id)?.kind !== place.kind || target?.kind !== scope.kind) return false;
  // Arrivals are kept by the number of the branch.
  if (!join) return true;
  // Items are too, so the lists that are one item must be as long as they were.
  if (chunkOf(target) !== chunkOf(scope)) return false;
  const { children } = scope;
  return target.children.length === children.length && children.every(({ id, index }) => moved(id)?.index === index);
}

function chunkOf({ definition }: Place): number | undefined {
  return definition.kind === 'each' ? definition.chunk : undefined;
}

function movedEdge({ origin, action }: Edge, moved: Moved): Edge | undefined {
  const edge = moved(origin.id)?.edges.get(action);
  return edge?.mapping?.kind === 'via' ? edge : undefined;
}

function moveToken(ledger: Ledger, token: Token, moved: Moved): void {
  const { extra } = token;
  token.place = moved(token.place.id) ?? token.place;
  if (extra?.via) extra.via = movedEdge(extra.via, moved);
  ledger.touch(token);
}

/** Everything that is keyed by the number or the key of a node is written anew. */
function moveFrame(ledger: Ledger, frame: Frame, moved: Moved): void {
  const before = frame.scope;
  const after = moved(before.id) ?? before;
  const { visits, outputs } = frame;
  frame.visits = visits && movedVisits(before, visits, after, moved);
  frame.outputs = outputs && movedOutputs(before, outputs, moved);
  frame.place = moved(frame.place.id) ?? frame.place;
  frame.scope = after;
  const { changes, state } = ledger;
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
    for (const [slot, value] of outputs)
      if (to !== undefined && slot.startsWith(`${key}.`)) kept.set(`${to}${slot.slice(key.length)}`, value);
  }
  return kept;
}

function moveCompensations(ledger: Ledger, moved: Moved): void {
  const { compensations } = ledger.state.extra ?? {};
  const root = ledger.state.root.scope;
  for (const [index, one] of compensations?.entries() ?? []) {
    const path = movedPath(one.path, root, (place) => moved(place.id)?.key ?? place.key);
    const compensation = { ...one, place: moved(one.place)?.id ?? one.place, path };
    compensations?.splice(index, 1, compensation);
    ledger.changes?.push({ type: 'compensation.put', compensation });
  }
}
