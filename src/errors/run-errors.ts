import type { FailureRecord } from './failure-record';
import { MillraceError } from './millrace-error';

/** The ended run that an error is about. */
export interface EndedRun {
  readonly id: string;
  readonly flow: string;
  readonly compensationFailures: readonly FailureRecord[];
}

/** The error of `run.result()` for a failed run. */
export class RunFailedError extends MillraceError {
  /** The first unhandled failure. */
  readonly failure: FailureRecord;
  /** The final failures of compensations. The effects of their steps are not undone. */
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

/** The error of `run.result()` for a cancelled run. */
export class RunCancelledError extends MillraceError {
  readonly reason: string;
  /** The final failures of compensations. The effects of their steps are not undone. */
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
