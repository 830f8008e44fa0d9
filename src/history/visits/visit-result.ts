import type { RunEvent } from '../../core';
import type { FailureRecord } from '../../errors';
import type { TaskTerms } from '../../step';

/** The reaction to a failed attempt: another attempt, the fallback, or none. */
export type AfterFailure = 'retry' | 'fallback' | 'nothing';

/** A failed attempt or, for `nothing`, a failed visit. */
export interface FailedResult {
  readonly kind: 'failed';
  readonly failure: FailureRecord;
  /** From 1. */
  readonly attempt: number;
  readonly then: AfterFailure;
  /** The wait before the next attempt; 0 without one. */
  readonly delayMs: number;
}

/** A result of a visit: of its work, of its compensation, or the edge by which it was left. */
export type VisitResult =
  | { readonly kind: 'completed' | 'skipped'; readonly action: string; readonly value: unknown }
  | FailedResult
  /** A task was opened. */
  | { readonly kind: 'requested'; readonly terms: TaskTerms }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'routed'; readonly action: string; readonly to: string }
  | { readonly kind: 'compensated' }
  | { readonly kind: 'compensation failed'; readonly failure: FailureRecord };

/** Returns the result of a visit that an event reports; `undefined` if it reports none. */
export function visitResult(event: RunEvent): VisitResult | undefined {
  switch (event.type) {
    case 'step.completed':
      return { kind: 'completed', ...event.data };
    case 'step.skipped':
      return { kind: 'skipped', ...event.data };
    case 'step.retrying':
      return { kind: 'failed', attempt: event.attempt, then: 'retry', ...event.data };
    case 'fallback.started':
      return failed(event.data.failure, event.data.attempts, 'fallback');
    case 'step.failed':
      return failed(event.data.failure, event.attempt, 'nothing');
    case 'step.cancelled':
      return { kind: 'cancelled' };
    case 'task.created':
      return { kind: 'requested', terms: event.data.request };
    case 'route.taken':
      return { kind: 'routed', ...event.data };
    case 'compensation.completed':
      return { kind: 'compensated' };
    case 'compensation.failed':
      return { kind: 'compensation failed', failure: event.data.failure };
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

function failed(failure: FailureRecord, attempt: number, then: AfterFailure): FailedResult {
  return { kind: 'failed', failure, attempt, then, delayMs: 0 };
}

/**
 * Returns the results of each visit by its path, in the order in which the visits were scheduled. A visit without a
 * result has an empty list.
 */
export function visitResults(events: Iterable<RunEvent>): ReadonlyMap<string, readonly VisitResult[]> {
  const byPath = new Map<string, VisitResult[]>();
  for (const event of events) {
    const result = visitResult(event);
    if (!('path' in event) || !(result || event.type === 'step.scheduled')) continue;
    const known = byPath.get(event.path) ?? [];
    byPath.set(event.path, result ? [...known, result] : known);
  }
  return byPath;
}
