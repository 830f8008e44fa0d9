import type { RunEvent } from '../../../core';

/** One result of a visit. */
export interface VisitEntry {
  readonly kind:
    | 'retry'
    | 'fallback'
    | 'completed'
    | 'skipped'
    | 'failed'
    | 'cancelled'
    | 'undone'
    | 'undoing failed'
    | 'route';
  /** The action, the code of the failure, or the target of the edge. */
  readonly what: string;
  readonly value?: unknown;
  readonly delayMs?: number;
}

/** The results of all visits of a run, by path, in the order of the visits. */
export type VisitEntries = ReadonlyMap<string, readonly VisitEntry[]>;

export function visitLogOf(events: readonly RunEvent[]): VisitEntries {
  const visitLog = new Map<string, VisitEntry[]>();
  for (const event of events) {
    if (!('path' in event)) continue;
    const facts = visitLog.get(event.path) ?? [];
    const fact = factOf(event);
    if (fact || event.type === 'step.scheduled') visitLog.set(event.path, facts);
    if (fact) facts.push(fact);
  }
  return visitLog;
}

function factOf(event: RunEvent): VisitEntry | undefined {
  switch (event.type) {
    case 'step.retrying':
      return { kind: 'retry', what: event.data.failure.code, delayMs: event.data.delayMs };
    case 'fallback.started':
      return { kind: 'fallback', what: event.data.failure.code };
    case 'step.completed':
      return { kind: 'completed', what: event.data.action, value: event.data.value };
    case 'step.skipped':
      return { kind: 'skipped', what: event.data.action, value: event.data.value };
    case 'step.failed':
      return { kind: 'failed', what: event.data.failure.code };
    case 'step.cancelled':
      return { kind: 'cancelled', what: '' };
    case 'compensation.completed':
      return { kind: 'undone', what: '' };
    case 'compensation.failed':
      return { kind: 'undoing failed', what: event.data.failure.code };
    case 'route.taken':
      return { kind: 'route', what: `${event.data.action} → ${event.data.to}` };
    case 'run.started':
    case 'run.waiting':
    case 'run.resumed':
    case 'run.paused':
    case 'run.completed':
    case 'run.failed':
    case 'run.cancelled':
    case 'run.redriven':
    case 'run.forked':
    case 'run.migrated':
    case 'run.recovered':
    case 'step.scheduled':
    case 'step.started':
    case 'task.created':
    case 'task.claimed':
    case 'task.released':
    case 'task.reassigned':
    case 'task.reminded':
    case 'task.escalated':
    case 'task.completed':
    case 'task.cancelled':
    case 'signal.received':
    case 'timer.fired':
    case 'compensation.started':
      return undefined;
  }
}
