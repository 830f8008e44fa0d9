import { MillraceError, toFailure } from '../../../errors';

/**
 * The error for a request to the storage that was not answered. Where the storage itself says what is wrong with the request, that is
 * what is told.
 *
 * @param what what may or may not have been done, such as `the start of flow "orders"`
 * @param cure how to do it again without a second effect
 */
export function unknownOutcome(error: unknown, what: string, cure: string, details: object): unknown {
  if (MillraceError.is(error) && error.code !== 'STORAGE_UNAVAILABLE') return error;
  return new MillraceError(
    'STORAGE_UNAVAILABLE',
    `the storage gave no answer to ${what}, so it may have been written or not (${toFailure(error).message}); ${cure}`,
    { cause: error, details: { ...details, outcome: 'unknown' } },
  );
}
