import type { FailureRecord } from '../../errors';
import type { Graph, Place } from '../../flow';
import type { Renaming } from '../paths/renaming';
import { failureHandlerOf } from './failure-handler';
import { followingOf, outerAction } from './leaving';
import type { EndStatus, Visit } from './visit';
import { type Spot, VisitTable } from './visit-table';

/** The common fields of events about a node. */
interface NodeEvent extends Spot {
  readonly at: number;
}

/**
 * The visits of a run. Events report steps, sleeps and waits. The visits of nodes that contain others are inferred from
 * the events inside, from edges and from the endings of the run.
 */
export class VisitLog {
  private readonly table: VisitTable;
  private readonly open = new Set<Visit>();
  /** Visits that failed with the run and that a redrive retries. */
  private readonly held = new Set<Visit>();
  private retried: readonly Visit[] = [];

  constructor(graph: () => Graph | undefined) {
    this.table = new VisitTable(graph, {
      added: (visit) => {
        this.open.add(visit);
      },
      superseded: (visit, at) => {
        this.end(visit, visit.failure ? 'failed' : 'cancelled', at);
      },
    });
  }

  /** All visits, in the order in which the run came to them. */
  get visits(): readonly Visit[] {
    return this.table.all();
  }

  /** The visits at which the run stands: those with nothing open inside, and those at which it failed. */
  get standing(): readonly Visit[] {
    return [...[...this.open].filter(isStanding), ...this.held];
  }

  start(place: Place, at: number): void {
    this.table.start(place, at);
  }

  schedule(event: NodeEvent): void {
    this.visit(event);
  }

  begin(event: NodeEvent, attempt: number): void {
    const visit = this.visit(event);
    const kind = visit.head.place?.kind;
    visit.begin(attempt, kind === 'sleep' || kind === 'wait' ? 'waiting' : 'running', event.at);
  }

  retry(event: NodeEvent, failure: FailureRecord, delayMs: number): void {
    const visit = this.visit(event);
    recordFailure(visit, failure);
    if (delayMs > 0) visit.enter('backoff', event.at);
  }

  fallBack(event: NodeEvent, failure: FailureRecord): void {
    const visit = this.visit(event);
    recordFailure(visit, failure);
    visit.enter('fallback', event.at);
  }

  /** Marks the visit as waiting for a person. */
  wait(event: NodeEvent): void {
    this.visit(event).enter('waiting', event.at);
  }

  /** Continues the visit after a person's answer. */
  answer(event: NodeEvent): void {
    const visit = this.visit(event);
    visit.enter('running', event.at);
    visit.attempt = 1;
  }

  complete(event: NodeEvent, action: string, attempt?: number): void {
    const visit = this.visit(event);
    if (attempt !== undefined) visit.attempt = attempt;
    visit.action = action;
    this.end(visit, attempt === undefined ? 'skipped' : 'completed', event.at);
    this.leave(visit, action, event.at);
  }

  /** Records that the time of a `within` is over. If it is a branch or an item, no other event reports this. */
  runOut(event: NodeEvent): void {
    const visit = this.visit(event);
    this.finish(visit, 'overdue', event.at);
    this.leave(visit, 'overdue', event.at);
  }

  cancel(event: NodeEvent): void {
    const visit = this.visit(event);
    if (visit.isOpen) this.end(visit, 'cancelled', event.at);
  }

  fail(event: NodeEvent, failure: FailureRecord, attempt: number): void {
    const visit = this.visit(event);
    visit.attempt = attempt;
    recordFailure(visit, failure);
    const handler = failureHandlerOf(visit);
    if (!handler && visit.head.place) {
      this.hold(visit, event.at);
      return;
    }
    this.end(visit, 'failed', event.at);
    if (handler?.kind !== 'join') return;
    this.end(handler.visit, 'failed', event.at);
    this.leave(handler.visit, 'error', event.at);
  }

  /** Follows an edge from a visit to another node of its flow. */
  route(event: NodeEvent, action: string, to: string): void {
    const { at } = event;
    const visit = this.visit(event);
    visit.action = action;
    if (visit.isOpen) this.end(visit, action === 'error' ? 'failed' : 'completed', at);
    const edge = visit.head.place?.edges.get(action);
    const target = edge?.target ?? visit.head.place?.owner?.children.find(({ node }) => node === to);
    if (!target) return;
    const entered = this.table.enter(target, visit, at);
    if (!entered || target.definition.kind !== 'exit' || target.definition.compensate || edge?.mapping?.kind === 'via')
      return;
    this.end(entered, 'completed', at);
    this.leaveFlow(entered, at);
  }

  /** Records that a compensation begins. After an unhandled failure, all other work of the run has ended. */
  undo(at: number): void {
    if (this.held.size > 0) this.endAll(at);
  }

  /** Ends all visits of a run that has ended. */
  endAll(at: number): void {
    for (const visit of this.held) visit.end('failed', visit.since);
    this.held.clear();
    for (const visit of [...this.open]) this.end(visit, 'cancelled', at);
  }

  /** Records the failure of the run, whose visits are kept for a redrive. */
  failAt(path: string, failure: FailureRecord, at: number): void {
    if (this.table.at(path).some((visit) => this.held.has(visit))) return;
    const failed = this.table.nodeAt(path, at);
    // Another branch may have continued without the failed one.
    if (!failed?.isOpen) return;
    recordFailure(failed, failure);
    this.hold(failed, at);
  }

  /** Resumes a failed run. One that has undone its work continues with the visit at `path`. */
  redrive(at: number, path: string | undefined): void {
    for (const visit of this.retried) visit.isRetried = false;
    this.retried = [...this.held];
    for (const visit of this.retried) {
      visit.retry(at);
      this.open.add(visit);
    }
    this.held.clear();
    if (path !== undefined) this.table.nodeAt(path, at);
  }

  move(to: Renaming): void {
    this.table.move(to);
  }

  private visit(event: NodeEvent): Visit {
    return this.table.visit(event, event.at);
  }

  /** Keeps a visit whose failure nothing handles. The visits inside of it stay unchanged. */
  private hold(visit: Visit, at: number): void {
    visit.stop('failed', at);
    this.open.delete(visit);
    this.held.add(visit);
  }

  private end(visit: Visit, status: EndStatus, at: number): void {
    for (const inner of [...visit.openInside]) this.end(inner, inner.isOpen ? statusInside(inner) : 'failed', at);
    visit.end(status, at);
    this.open.delete(visit);
    this.held.delete(visit);
  }

  /** Continues where no event reports it: to the next part or round, or out of the node around. */
  private leave(visit: Visit, action: string, at: number): void {
    const { parent } = visit;
    if (!parent?.isOpen) return;
    const following = followingOf(visit, action);
    const outer = outerAction(visit, action);
    if (following) this.table.enter(following, visit, at);
    else if (outer !== undefined && isBranch(visit)) this.finish(parent, outer, at);
    else this.leaveParent(parent, outer, at);
  }

  private leaveFlow({ parent, head }: Visit, at: number): void {
    this.leaveParent(parent, head.place?.owner?.exits === 1 ? 'next' : head.node, at);
  }

  private leaveParent(parent: Visit | undefined, action: string | undefined, at: number): void {
    if (!parent?.isOpen || action === undefined) return;
    this.finish(parent, action, at);
    this.leave(parent, action, at);
  }

  private finish(visit: Visit, action: string, at: number): void {
    visit.action = action;
    this.end(visit, 'completed', at);
  }
}

/**
 * Whether the run may stand at a visit. A node whose inner visits have all ended may be over without an event, unless
 * an edge reports it.
 */
function isStanding({ openInside, innerVisits, head: { place } }: Visit): boolean {
  return openInside.size === 0 && (innerVisits === 0 || place?.owner?.kind === 'flow');
}

/**
 * Whether the node is a branch of a join. The join may still fail when all branches have arrived, so nothing around it
 * ends with it.
 */
function isBranch({ head: { place } }: Visit): boolean {
  return place?.owner !== undefined && 'branches' in place.owner.definition;
}

/** Records a failure at a visit and at all visits around it. */
function recordFailure(visit: Visit, failure: FailureRecord): void {
  for (let one: Visit | undefined = visit; one; one = one.parent) one.failure = failure;
}

/** Returns the status of an ended visit without an end event, when the node around it continues. */
function statusInside(visit: Visit): EndStatus {
  const { innerVisits, lastInside, openInside } = visit;
  if (innerVisits === 0 || openInside.size > 0) return 'cancelled';
  return lastInside === 'cancelled' || lastInside === 'failed' ? lastInside : 'completed';
}
