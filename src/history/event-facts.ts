import type { RunEvent, RunEventType } from '../core';

/** The methods of a step that not every visit calls. */
export type OptionalHook = 'skip' | 'fallback' | 'compensate';

/** The meaning of an event for its visit and its run. */
interface EventFact {
  /** Whether it shows that the visit has begun. A scheduled visit may be released before. */
  readonly begins: boolean;
  /** Whether it ends the visit, or the work of it. */
  readonly ends: boolean;
  /** Whether the visit is never executed again. */
  readonly commits: boolean;
  /** Whether it may follow from the failure or the cancellation of the run, or report it. */
  readonly followsEnding: boolean;
  /** Whether it comes from outside or with time, and may come while the run is undone. */
  readonly fromOutside: boolean;
  /** The method that the event reports the use of. */
  readonly hook?: OptionalHook;
}

const NONE: EventFact = { begins: false, ends: false, commits: false, followsEnding: false, fromOutside: false };
const BEGINS: EventFact = { ...NONE, begins: true };
const FAILS: EventFact = { ...BEGINS, ends: true };
const COMMITS: EventFact = { ...FAILS, commits: true };
const AFTER_END: EventFact = { ...NONE, followsEnding: true };
const FROM_OUTSIDE: EventFact = { ...NONE, fromOutside: true };

const FACTS = {
  'run.started': NONE,
  'run.waiting': AFTER_END,
  'run.resumed': AFTER_END,
  'run.paused': FROM_OUTSIDE,
  'run.completed': NONE,
  'run.failed': AFTER_END,
  'run.cancelled': AFTER_END,
  'run.redriven': NONE,
  'run.forked': NONE,
  'run.migrated': NONE,
  'run.recovered': FROM_OUTSIDE,
  'step.scheduled': NONE,
  'step.started': BEGINS,
  'step.retrying': NONE,
  'step.completed': COMMITS,
  'step.failed': FAILS,
  'fallback.started': { ...BEGINS, hook: 'fallback' },
  'step.skipped': { ...COMMITS, hook: 'skip' },
  'step.cancelled': { ...AFTER_END, ends: true },
  'route.taken': BEGINS,
  'task.created': NONE,
  'task.claimed': NONE,
  'task.released': NONE,
  'task.reassigned': NONE,
  'task.reminded': NONE,
  'task.escalated': NONE,
  'task.completed': NONE,
  'task.cancelled': AFTER_END,
  'signal.received': FROM_OUTSIDE,
  'timer.fired': FROM_OUTSIDE,
  'compensation.started': { ...AFTER_END, hook: 'compensate' },
  'compensation.completed': AFTER_END,
  'compensation.failed': AFTER_END,
} satisfies Readonly<Record<RunEventType, EventFact>>;

/** The facts by type. An event of an unknown type has none. */
const FACTS_BY_TYPE: ReadonlyMap<string, EventFact> = new Map(Object.entries(FACTS));

function factOf({ type }: RunEvent): EventFact {
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

/**
 * Returns the index of the first event that follows from the failure or cancellation of a run. Compensations precede the
 * event that reports it.
 */
export function endingStart(events: readonly RunEvent[]): number {
  const before = events.findLastIndex((event) => {
    const { followsEnding, fromOutside } = factOf(event);
    return !followsEnding && !fromOutside;
  });
  // What came from outside directly before it belongs to the run as it was.
  const start = events.findIndex((event, index) => index > before && !factOf(event).fromOutside);
  return start === -1 ? events.length : start;
}

/** Returns the optional method of the step that an event reports the use of. */
export function hookOf(event: RunEvent): OptionalHook | undefined {
  return factOf(event).hook;
}

/** An event that commits the visit of a step. */
export type CommitEvent = Extract<RunEvent, { readonly type: 'step.completed' | 'step.skipped' }>;

/** An event that ends a visit. */
export type EndEvent = Extract<
  RunEvent,
  { readonly type: 'step.completed' | 'step.skipped' | 'step.failed' | 'step.cancelled' }
>;
