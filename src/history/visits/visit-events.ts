import type { RunEvent, RunEventType } from '../../core';

/** The meaning of an event for its visit. */
interface VisitFact {
  /** Whether it shows that the visit has begun. A scheduled visit may be released before. */
  readonly begins: boolean;
  /** Whether it ends the visit, or the work of it. */
  readonly ends: boolean;
  /** Whether the visit is never executed again. */
  readonly commits: boolean;
}

const NONE: VisitFact = { begins: false, ends: false, commits: false };
const BEGINS: VisitFact = { begins: true, ends: false, commits: false };
const FAILS: VisitFact = { begins: true, ends: true, commits: false };
const COMMITS: VisitFact = { begins: true, ends: true, commits: true };

const FACTS = {
  'run.started': NONE,
  'run.waiting': NONE,
  'run.resumed': NONE,
  'run.paused': NONE,
  'run.completed': NONE,
  'run.failed': NONE,
  'run.cancelled': NONE,
  'run.redriven': NONE,
  'run.forked': NONE,
  'run.migrated': NONE,
  'run.recovered': NONE,
  'step.scheduled': NONE,
  'step.started': BEGINS,
  'step.retrying': NONE,
  'step.completed': COMMITS,
  'step.failed': FAILS,
  'fallback.started': BEGINS,
  'step.skipped': COMMITS,
  'step.cancelled': { ...NONE, ends: true },
  'route.taken': BEGINS,
  'task.created': NONE,
  'task.claimed': NONE,
  'task.released': NONE,
  'task.reassigned': NONE,
  'task.reminded': NONE,
  'task.escalated': NONE,
  'task.completed': NONE,
  'task.cancelled': NONE,
  'signal.received': NONE,
  'timer.fired': NONE,
  'compensation.started': NONE,
  'compensation.completed': NONE,
  'compensation.failed': NONE,
} satisfies Readonly<Record<RunEventType, VisitFact>>;

/** The facts by type. An event of an unknown type has none. */
const FACTS_BY_TYPE: ReadonlyMap<string, VisitFact> = new Map(Object.entries(FACTS));

function factOf({ type }: RunEvent): VisitFact {
  return FACTS_BY_TYPE.get(type) ?? NONE;
}

/** Whether an event shows that a visit has begun. */
export function beginsVisit(event: RunEvent): boolean {
  return factOf(event).begins;
}

/** Whether an event ends its visit. */
export function endsVisit(event: RunEvent): event is EndEvent {
  return factOf(event).ends;
}

/** Whether an event commits the visit of a step. */
export function commitsVisit(event: RunEvent): event is CommitEvent {
  return factOf(event).commits;
}

/** An event that commits the visit of a step. */
export type CommitEvent = Extract<RunEvent, { readonly type: 'step.completed' | 'step.skipped' }>;

/** An event that ends a visit. */
export type EndEvent = Extract<
  RunEvent,
  { readonly type: 'step.completed' | 'step.skipped' | 'step.failed' | 'step.cancelled' }
>;
