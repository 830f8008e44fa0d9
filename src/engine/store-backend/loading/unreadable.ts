import { errorOf, MillraceError } from '../../../errors';

/** Returns the error for stored data of a run that cannot be read. */
export function unreadable(runId: string, cause: unknown, problem = 'its state cannot be read'): MillraceError {
  return new MillraceError('UNREADABLE', `run ${runId}: ${problem}: ${errorOf(cause).message}`, {
    details: { runId },
    cause,
  });
}

/** Returns whether an error says that stored data cannot be read. */
export function isUnreadable(error: unknown): error is MillraceError {
  return MillraceError.is(error) && error.code === 'UNREADABLE';
}
