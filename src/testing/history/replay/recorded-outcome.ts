import type { NodeEventHead, RunEvent } from '../../../core';
import type { FailureRecord } from '../../../errors';
import type { TaskTerms } from '../../../step';
import { isEventAs } from './event-roles';

/** Another attempt was made, the fallback was asked, or nothing more was done. */
export type AfterFailure = 'retry' | 'fallback' | 'nothing';

/** What came of an operation yesterday. */
export type Came =
  | { readonly kind: 'value' | 'skipped'; readonly action: string; readonly value: unknown }
  /** `attempt`: which it was, from 1; of what has no attempts, such as a phase that is not tried again, 1. */
  | {
      readonly kind: 'failure';
      readonly failure: FailureRecord;
      readonly attempt: number;
      readonly then: AfterFailure;
    }
  /** A person was asked. */
  | { readonly kind: 'asked'; readonly terms: TaskTerms }
  /** What was done is undone. */
  | { readonly kind: 'undone' };

/** An outcome of yesterday, which is given when it is its turn. */
export interface RecordedOutcome {
  readonly path: string;
  readonly came: Came;
  /** Whether it belongs to an undoing. */
  readonly undoes: boolean;
}

/** The outcome of which an event tells; `undefined` for an event that tells of none. */
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
