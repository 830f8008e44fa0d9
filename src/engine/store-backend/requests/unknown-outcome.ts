import { errorMessageOf, MillraceError } from '../../../errors';

/**
 * Returns the error for a storage request without a response. If the storage itself reported a problem with the
 * request, that error is returned.
 *
 * @param what the request, such as `the start of flow "orders"`
 * @param cure the way to repeat the request without a second effect
 */
export function unknownOutcome(error: unknown, what: string, cure: string, details: object): unknown {
  if (MillraceError.is(error) && error.code !== 'STORAGE_UNAVAILABLE') return error;
  return new MillraceError(
    'STORAGE_UNAVAILABLE',
    `the storage gave no answer to ${what}, so it may have been written or not (${errorMessageOf(error)}); ${cure}`,
    { cause: error, details: { ...details, outcome: 'unknown' } },
  );
}
