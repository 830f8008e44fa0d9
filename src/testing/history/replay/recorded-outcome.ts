import type { NodeEventHead, RunEvent } from '../../../core';
import type { FailureRecord } from '../../../errors';
import type { TaskTerms } from '../../../step';
import { isEventAs } from './event-roles';

/** The reaction to a failed attempt: another attempt, the fallback, or none. */
export type AfterFailure = 'retry' | 'fallback' | 'nothing';

/** The recorded result of an operation. */
export type Came =
  | { readonly kind: 'value' | 'skipped'; readonly action: string; readonly value: unknown }
  /** `attempt`: its number, from 1; always 1 for an operation that is not retried. */
  | {
      readonly kind: 'failure';
      readonly failure: FailureRecord;
      readonly attempt: number;
      readonly then: AfterFailure;
    }
  /** A task was opened. */
  | { readonly kind: 'asked'; readonly terms: TaskTerms }
  /** The step was undone. */
  | { readonly kind: 'undone' };

/** A recorded outcome, which is used when it is its turn. */
export interface RecordedOutcome {
  readonly path: string;
  readonly came: Came;
  /** Whether it belongs to a compensation. */
  readonly undoes: boolean;
}

/** Returns the outcome that an event reports; `undefined` if it reports none. */
export function outcomeOfEvent(event: RunEvent): RecordedOutcome | undefined {
  if (!isEventAs(event, 'outcome')) return undefined;
  switch (event.type) {
    case 'step.completed':
      return worked(event, { kind: 'value', ...event.data });
    case 'step.skipped':
      return worked(event, { kind: 'skipped', ...event.data });
    case 'step.retrying':
      return worked(event, failed(event.data.failure, event.attempt, 'retry'));
    case 'fallback.started':
      return worked(event, failed(event.data.failure, event.data.attempts, 'fallback'));
    case 'step.failed':
      return worked(event, failed(event.data.failure, event.attempt, 'nothing'));
    case 'task.created':
      return worked(event, { kind: 'asked', terms: event.data.request });
    case 'compensation.completed':
      return undone(event, { kind: 'undone' });
    case 'compensation.failed':
      return undone(event, failed({ ...event.data.failure, retryable: false }, 1, 'nothing'));
  }
}

function failed(failure: FailureRecord, attempt: number, then: AfterFailure): Came {
  return { kind: 'failure', failure, attempt, then };
}

function worked({ path }: NodeEventHead, came: Came): RecordedOutcome {
  return { path, came, undoes: false };
}

function undone({ path }: NodeEventHead, came: Came): RecordedOutcome {
  return { path, came, undoes: true };
}
