import { inspectValue, MillraceError } from '../../errors';

/** Returns the error for an id that no run has. */
export function unknownRun(runId: string): MillraceError {
  return new MillraceError('UNKNOWN_RUN', `there is no run ${inspectValue(runId)}`, { details: { runId } });
}
