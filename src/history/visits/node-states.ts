import type { FailureRecord } from '../../errors';
import type { Graph, NodeKind, Place } from '../../flow';
import type { Visit } from './visit';
import type { VisitStatus, VisitView } from './visit-view';

/** The state of one node in a run. */
export interface NodeView {
  /** Keys from the outside in, joined by `/`. In a flow that is called by name it begins with `@name`. */
  readonly place: string;
  /** Key of the nearest node of a flow. */
  readonly node: string;
  /** `undefined` for a node that the graph does not have, such as one of an earlier version. */
  readonly kind: NodeKind | undefined;
  /** The status of the latest visit; `unvisited` without one. */
  readonly status: VisitStatus | 'unvisited';
  /** In the order in which the run reached them. */
  readonly visits: readonly VisitView[];
  /** The attempts of all visits. */
  readonly attempts: number;
  /** The durations of all visits. */
  readonly totalMs: number;
  /** The number of times it was left by each action. */
  readonly actions: Readonly<Record<string, number>>;
  readonly lastFailure?: FailureRecord;
}

/** Returns the state of every node of the graph, and of every other node that the run has reached. */
export function nodeStates(
  graph: Graph | undefined,
  visits: readonly Visit[],
  now: number,
): Readonly<Record<string, NodeView>> {
  const byPlace = new Map<string, Visit[]>();
  for (const place of graph?.places.values() ?? []) if (place.owner) byPlace.set(place.id, []);
  for (const visit of visits) {
    const known = byPlace.get(visit.head.placeId);
    if (known) known.push(visit);
    else byPlace.set(visit.head.placeId, [visit]);
  }
  return Object.fromEntries([...byPlace].map(([id, of]) => [id, nodeView(id, graph?.places.get(id), of, now)]));
}

function nodeView(id: string, place: Place | undefined, of: readonly Visit[], now: number): NodeView {
  const visits = of.map((visit) => visit.view(now));
  const latest = visits.at(-1);
  const lastFailure = visits.findLast(({ failure }) => failure !== undefined)?.failure;
  return {
    place: id,
    node: place?.node ?? of[0]?.head.node ?? id,
    kind: place?.kind,
    status: latest?.status ?? 'unvisited',
    visits,
    attempts: sum(visits.map(({ attempts }) => attempts)),
    totalMs: sum(visits.map(({ durationMs }) => durationMs)),
    actions: actionsOf(visits),
    ...(lastFailure && { lastFailure }),
  };
}

function actionsOf(visits: readonly VisitView[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { action } of visits) if (action !== undefined) counts.set(action, (counts.get(action) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
