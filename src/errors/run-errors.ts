import type { FailureRecord } from './failure-record';
import { MillraceError } from './millrace-error';

/** Which run an error is about, and what could not be undone of it. */
export interface EndedRun {
  readonly id: string;
  readonly flow: string;
  readonly compensationFailures: readonly FailureRecord[];
}

/** What `run.result()` rejects with when the run failed. */
export class RunFailedError extends MillraceError {
  /** The first failure that nothing handled. */
  readonly failure: FailureRecord;
  /** The failures of compensations after their last attempt. What they should have undone is still there. */
  readonly compensationFailures: readonly FailureRecord[];

  constructor({ id: runId, flow, compensationFailures }: EndedRun, failure: FailureRecord, cause?: unknown) {
    super('RUN_FAILED', `run ${runId} of flow "${flow}" failed: ${failure.message}${notUndone(compensationFailures)}`, {
      details: { runId, flow, failure, ...(compensationFailures.length > 0 && { compensationFailures }) },
      cause,
    });
    this.failure = failure;
    this.compensationFailures = compensationFailures;
  }
}

/** What `run.result()` rejects with when the run was cancelled. */
export class RunCancelledError extends MillraceError {
  readonly reason: string;
  /** The failures of compensations after their last attempt. What they should have undone is still there. */
  readonly compensationFailures: readonly FailureRecord[];

  constructor({ id: runId, flow, compensationFailures }: EndedRun, reason: string) {
    super(
      'RUN_CANCELLED',
      `run ${runId} of flow "${flow}" was cancelled: ${reason}${notUndone(compensationFailures)}`,
      {
        details: { runId, flow, reason, ...(compensationFailures.length > 0 && { compensationFailures }) },
      },
    );
    this.reason = reason;
    this.compensationFailures = compensationFailures;
  }
}

function notUndone({ length }: readonly FailureRecord[]): string {
  return length === 0 ? '' : ` (and ${length} of its steps could not be undone)`;
}
