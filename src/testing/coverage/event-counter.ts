import newestFirst from 'semver/functions/rcompare.js';
import type { RunEvent } from '../../core';
import type { EngineEvent, RunStreamEvent } from '../../engine';
import { compile, type FlowDefinition, type Graph } from '../../flow';
import { beginsVisit, beside, hookOf, lastSegment, type PlaceOnPath, placesOnPath } from '../../history';
import { FlowCounts, unknownId } from './counts';
import { type Coverable, flowId, partId } from './coverable';

/** A flow and its counts. */
export interface Counted {
  readonly flow: Coverable;
  readonly counts: FlowCounts;
}

type NodeEvent = Extract<RunEvent, { readonly place: string }>;

/** Counts the events of known flows. Events of other flows are ignored. */
export class EventCounter {
  private readonly byId: ReadonlyMap<string, Counted>;
  private readonly newest = new Map<string, Counted>();
  /** The graph of each flow by its id, compiled when its first visit is counted. */
  private readonly graphs = new Map<string, Graph>();
  /** The counted visits of each run. Dropped when a run has ended and cannot be redriven. */
  private readonly visited = new Map<string, Set<string>>();

  constructor(flows: readonly Coverable[]) {
    const all = flows.map((flow) => ({ flow, counts: new FlowCounts() }));
    this.byId = new Map(all.map((counted) => [counted.flow.id, counted]));
    // As in engines, a call by name refers to the newest version of a flow.
    const ordered = [...all].sort((a, b) => newestFirst(a.flow.definition.version, b.flow.definition.version));
    for (const counted of ordered) {
      const { name } = counted.flow.definition;
      if (!this.newest.has(name)) this.newest.set(name, counted);
    }
  }

  flows(): readonly Counted[] {
    return [...this.byId.values()];
  }

  flow(id: string): Counted | undefined {
    return this.byId.get(id);
  }

  knowsName(name: string): boolean {
    return this.newest.has(name);
  }

  count(event: RunStreamEvent | EngineEvent): void {
    if (!('seq' in event) || event.type === 'run.snapshot') return;
    // A new run, possibly with an id that another engine used, or the first event of another version.
    if (event.seq === 1 || event.type === 'run.migrated') this.visited.delete(event.runId);
    const counted = this.byId.get(flowId({ name: event.flow, version: event.version }));
    if (counted) this.countIn(counted, event);
    else if ('place' in event && beginsVisit(event))
      this.newest.get(event.flow)?.counts.unknown.add(unknownId(event.version, event.place));
    if (event.type === 'run.completed' || event.type === 'run.cancelled') this.visited.get(event.runId)?.clear();
  }

  private countIn(run: Counted, event: RunEvent): void {
    const seen = this.visited.get(event.runId) ?? new Set();
    if (!this.visited.has(event.runId)) run.counts.runs += 1;
    this.visited.set(event.runId, seen);
    if (!('place' in event)) return;
    const [owner, place] = this.ownerOf(run, event.place);
    if (owner) this.countAt(owner, place, event);
    if (owner && event.type === 'route.taken') noteExit(owner.flow, place, event, seen);
    if (beginsVisit(event)) this.countVisits(run, event.place, event.path, seen);
  }

  /** Returns the flow that owns a node: places of a flow called by name are below `@name`. */
  private ownerOf(run: Counted, place: string): readonly [owner: Counted | undefined, place: string] {
    if (!place.startsWith('@')) return [run, place];
    const slash = place.indexOf('/');
    const name = slash < 0 ? place.slice(1) : place.slice(1, slash);
    return [this.newest.get(name), slash < 0 ? '' : place.slice(slash + 1)];
  }

  private countAt({ flow, counts }: Counted, place: string, event: NodeEvent): void {
    const { version } = flow.definition;
    if (event.type === 'route.taken') {
      const { action } = event.data;
      if (flow.edges.has(partId(place, action))) counts.edges.add(partId(place, action));
      else counts.unknown.add(unknownId(version, place, action));
    } else if (!flow.nodes.has(place) && beginsVisit(event)) counts.unknown.add(unknownId(version, place));
    const hook = hookOf(event);
    if (hook) counts.hooks.add(partId(place, hook));
  }

  /** Counts the visits of all nodes on a path. A visit begins with the first event in a node or inside of it. */
  private countVisits(run: Counted, last: string, path: string, seen: Set<string>): void {
    for (const inner of placesOnPath(this.graphOf(run.flow), path, last)) {
      const id = visitId(inner.place.id, inner.path);
      if (seen.has(id)) continue;
      seen.add(id);
      const [owner, place] = this.ownerOf(run, inner.place.id);
      owner?.counts.nodes.add(place);
      if (isRepeated(inner)) owner?.counts.edges.add(partId(place, 'again'));
    }
  }

  private graphOf({ id, definition }: Coverable): Graph {
    const known = this.graphs.get(id);
    if (known) return known;
    const graph = compile(definition, (name) => this.newest.get(name)?.flow.definition ?? uncovered(name));
    this.graphs.set(id, graph);
    return graph;
  }
}

/** Returns a placeholder for a called flow that is not covered, so that nothing inside of it is counted. */
function uncovered(name: string): FlowDefinition {
  return { kind: 'flow', name, version: '', input: undefined, start: '', nodes: {}, edges: {} };
}

/** Whether a `repeat` has begun another round with this visit. */
function isRepeated({ place, path }: PlaceOnPath): boolean {
  return place.owner?.kind === 'repeat' && lastSegment(path)?.visit !== 1;
}

/**
 * Records the visit of an exit that an edge leads to, for which the edge counts. Later events in the exit, such as a
 * failed mapping, belong to the same visit. They count separately only if the edge was taken in another version.
 */
function noteExit(
  flow: Coverable,
  place: string,
  { path, place: from, data }: Extract<RunEvent, { readonly type: 'route.taken' }>,
  seen: Set<string>,
): void {
  const to = flow.edges.get(partId(place, data.action))?.to;
  if (to === undefined || flow.nodes.get(to)?.kind !== 'exit') return;
  const exit = beside(from, data.to);
  seen.add(visitId(exit.place, `${path.slice(0, path.lastIndexOf('/') + 1)}${exit.node}#1`));
}

function visitId(place: string, visit: string): string {
  return `${place} ${visit}`;
}
