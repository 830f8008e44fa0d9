import type { RunEvent, RunStatus } from '../../core';
import type { FailureRecord } from '../../errors';

/** How a run has ended or, while it has not, in which status it is. */
export type TestedOutcome =
  | { readonly status: 'completed'; readonly action: string; readonly value: unknown }
  | { readonly status: 'failed'; readonly failure: FailureRecord }
  | { readonly status: 'cancelled'; readonly reason: string }
  /** The start was refused. */
  | { readonly status: 'refused'; readonly failure: FailureRecord }
  | { readonly status: Exclude<RunStatus, 'completed' | 'failed' | 'cancelled'> };

/** Of a run that has not begun. */
export const NOT_BEGUN: TestedOutcome = Object.freeze({ status: 'pending' });

export function outcomeOf(events: readonly RunEvent[]): TestedOutcome {
  return events.reduce<TestedOutcome>(outcomeAfter, NOT_BEGUN);
}

export function outcomeAfter(before: TestedOutcome, event: RunEvent): TestedOutcome {
  switch (event.type) {
    case 'run.started':
    case 'run.resumed':
      return { status: 'running' };
    case 'run.waiting':
      return { status: 'waiting' };
    case 'run.paused':
      return { status: 'paused' };
    case 'run.completed':
      return { status: 'completed', action: event.data.action, value: event.data.value };
    case 'run.failed':
      return { status: 'failed', failure: event.data.failure };
    case 'run.cancelled':
      return { status: 'cancelled', reason: event.data.reason };
    default:
      return before;
  }
}
