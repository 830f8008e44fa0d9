import type { RunEvent } from '../../../core';
import type { FailureRecord } from '../../../errors';
import { type VisitResult, visitResult } from '../../../history';

/** The recorded result of an operation. */
export type RecordedResult = Extract<
  VisitResult,
  { readonly kind: 'completed' | 'skipped' | 'failed' | 'requested' | 'compensated' }
>;

/** A recorded outcome, which is used when it is its turn. */
export interface RecordedOutcome {
  readonly path: string;
  readonly result: RecordedResult;
  /** Whether it belongs to a compensation. */
  readonly undoes: boolean;
}

/** Returns the outcome that an event reports; `undefined` if it reports none. */
export function outcomeOfEvent(event: RunEvent): RecordedOutcome | undefined {
  const result = visitResult(event);
  if (!result || !('path' in event)) return undefined;
  const { path } = event;
  switch (result.kind) {
    case 'completed':
    case 'skipped':
    case 'failed':
    case 'requested':
      return { path, result, undoes: false };
    case 'compensated':
      return { path, result, undoes: true };
    case 'compensation failed':
      return { path, result: finallyFailed(result.failure), undoes: true };
    case 'cancelled':
    case 'routed':
      return undefined;
  }
}

/** Returns the result of a compensation that is not tried again. */
function finallyFailed(failure: FailureRecord): RecordedResult {
  return { kind: 'failed', failure: { ...failure, retryable: false }, attempt: 1, then: 'nothing', delayMs: 0 };
}
