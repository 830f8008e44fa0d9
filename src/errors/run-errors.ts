import type { FailureRecord } from './failure-record';
import { MillraceError } from './millrace-error';

/** What `run.result()` rejects with when the run failed. */
export class RunFailedError extends MillraceError {
  /** The first failure that nothing handled. */
  readonly failure: FailureRecord;

  constructor(runId: string, flow: string, failure: FailureRecord, cause?: unknown) {
    super('RUN_FAILED', `run ${runId} of flow "${flow}" failed: ${failure.message}`, {
      details: { runId, flow, failure },
      cause,
    });
    this.failure = failure;
  }
}

/** What `run.result()` rejects with when the run was cancelled. */
export class RunCancelledError extends MillraceError {
  readonly reason: string;

  constructor(runId: string, flow: string, reason: string) {
    super('RUN_CANCELLED', `run ${runId} of flow "${flow}" was cancelled: ${reason}`, {
      details: { runId, flow, reason },
    });
    this.reason = reason;
  }
}
