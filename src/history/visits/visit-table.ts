import { isStep } from '../../core';
import type { Graph, Place } from '../../flow';
import { innerPath, lastSegment, outerPath } from '../paths/path-parts';
import { placesOnPath } from '../paths/places-on-path';
import type { Renaming } from '../paths/renaming';
import { Visit, type VisitHead } from './visit';

/** The position of an event. */
export type Spot = Pick<VisitHead, 'path' | 'node'> & { readonly place: string };

/** A listener for visits that the table infers. */
export interface VisitListener {
  readonly added: (visit: Visit) => void;
  /** Called when another visit has replaced one that no event has ended. */
  readonly superseded: (visit: Visit, at: number) => void;
}

/** All visits of a run by path and place, with the nodes around each. */
export class VisitTable {
  private readonly visits: Visit[] = [];
  private byKey = new Map<string, Visit>();
  /** The latest visit of each activation that has one token, and of each branch and item. */
  private latest = new Map<string, Visit>();
  /** The highest visit of each node in its activation. */
  private counts = new Map<string, number>();
  /** Whether the events begin with the start of the run. */
  private knowsStart = false;

  constructor(
    /** Returns the graph of the version that the run is on. */
    private readonly graph: () => Graph | undefined,
    private readonly listener: VisitListener,
  ) {}

  /** In the order in which the run reached them. */
  all(): readonly Visit[] {
    return this.visits;
  }

  find({ path, place }: Spot): Visit | undefined {
    return this.byKey.get(keyOf(path, place));
  }

  /** Returns the visits of a path. There are several where a body shares the path of its owner. */
  at(path: string): readonly Visit[] {
    return this.visits.filter(({ head }) => head.path === path);
  }

  /** Returns the visit of the node of a path, after adding it if it is not known. */
  nodeAt(path: string, at: number): Visit | undefined {
    const graph = this.graph();
    const node = graph && placesOnPath(graph, path, '').find((one) => one.path === path)?.place;
    return node && this.visit({ path, place: node.id, node: node.node }, at);
  }

  /** Returns the visit of an event, after adding it and those around it if they are not known. */
  visit(spot: Spot, at: number): Visit {
    const known = this.find(spot);
    if (known) return known;
    const graph = this.graph();
    let parent: Visit | undefined;
    for (const { place, path } of graph ? placesOnPath(graph, spot.path, spot.place) : []) {
      parent = this.visitOf({ path, placeId: place.id, node: place.node, place }, parent, at);
      if (place.id === spot.place) return parent;
    }
    return this.visitOf({ path: spot.path, placeId: spot.place, node: spot.node, place: undefined }, parent, at);
  }

  /** Adds the visit of the next node beside one. A step is not added: its own event follows. */
  enter(target: Place, from: Visit, at: number): Visit | undefined {
    if (isStep(target)) return undefined;
    const outer = outerPath(from.head.path);
    const visit = (this.counts.get(innerKey(outer, target.key)) ?? 0) + 1;
    const path = innerPath(outer, { key: target.key, items: '', visit });
    return this.visitOf({ path, placeId: target.id, node: target.node, place: target }, from.parent, at);
  }

  /** Adds the visit of the start node of a run. */
  start(place: Place, at: number): void {
    this.knowsStart = true;
    if (isStep(place)) return;
    this.visitOf(firstVisit(place, ''), undefined, at);
  }

  /** Moves all visits to another version of the flow. */
  move({ place, path }: Renaming): void {
    const graph = this.graph();
    this.byKey = new Map();
    this.latest = new Map();
    this.counts = new Map();
    for (const visit of this.visits) {
      const placeId = place(visit.head.placeId);
      const moved = graph?.places.get(placeId);
      visit.head = { path: path(visit.head.path), placeId, node: moved?.node ?? visit.head.node, place: moved };
      this.put(visit);
    }
  }

  private visitOf(head: VisitHead, parent: Visit | undefined, at: number): Visit {
    const known = this.byKey.get(keyOf(head.path, head.placeId));
    if (known) return known;
    const before = this.latest.get(singleVisitKey(head));
    if (before?.isOpen && before.head.placeId === head.placeId && before.innerVisits > 0 && !before.isRetried) {
      // A redrive of a nested node has changed the visit number of this one: it continues, and so do the visits
      // inside of it.
      this.byKey.set(keyOf(head.path, head.placeId), before);
      this.count(head.path);
      return before;
    }
    const round = roundAfter(before, head);
    if (before?.isOpen) this.listener.superseded(before, at);
    const visit = new Visit(head, parent, at, round);
    this.visits.push(visit);
    this.put(visit);
    this.listener.added(visit);
    if (this.knowsStart && parent?.innerVisits === 1) this.addBranches(head, parent, at);
    return visit;
  }

  /** Adds the other branches of a join, which start together. */
  private addBranches({ path, place }: VisitHead, parent: Visit, at: number): void {
    const { owner } = place ?? {};
    if (!owner || !('branches' in owner.definition)) return;
    for (const branch of owner.children)
      if (branch !== place && !isStep(branch)) this.visitOf(firstVisit(branch, outerPath(path)), parent, at);
  }

  private put(visit: Visit): void {
    const { head } = visit;
    this.byKey.set(keyOf(head.path, head.placeId), visit);
    this.latest.set(singleVisitKey(head), visit);
    this.count(head.path);
  }

  private count(path: string): void {
    const { key = '', visit = 0 } = lastSegment(path) ?? {};
    const counted = innerKey(outerPath(path), key);
    this.counts.set(counted, Math.max(visit, this.counts.get(counted) ?? 0));
  }
}

/** Returns the number of a round. One that takes the place of a visit that has not ended is the same round. */
function roundAfter(before: Visit | undefined, { path }: VisitHead): number {
  if (before) return before.isOpen ? before.round : before.round + 1;
  return lastSegment(path)?.visit ?? 1;
}

function firstVisit(place: Place, outer: string): VisitHead {
  const path = innerPath(outer, { key: place.key, items: '', visit: 1 });
  return { path, placeId: place.id, node: place.node, place };
}

function keyOf(path: string, place: string): string {
  return `${path} ${place}`;
}

function innerKey(outer: string, key: string): string {
  return `${outer}/${key}`;
}

/**
 * Returns a key of which at most one visit is open at a time: of the activation of a flow, of a `repeat` or of a
 * `pipe`, or of a branch or item.
 */
function singleVisitKey({ path, place, placeId }: VisitHead): string {
  const kind = place?.owner?.kind;
  if (kind === 'flow' || kind === 'repeat' || kind === 'pipe')
    return `in ${outerPath(path)} of ${place?.owner?.id ?? ''}`;
  return `at ${path.slice(0, path.lastIndexOf('#'))} ${placeId}`;
}
