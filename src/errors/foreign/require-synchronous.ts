import { MillraceError } from '../millrace-error';
import { abandonPromise, isThenable } from './thenable';

/**
 * Returns the result of a function that must be synchronous.
 *
 * @param what names the function, for messages
 * @param details the details of the error
 * @throws {MillraceError} `INVALID_OUTCOME` for a promise
 */
export function requireSynchronous(
  result: unknown,
  what: string,
  details?: Readonly<Record<string, unknown>>,
): unknown {
  if (!isThenable(result)) return result;
  abandonPromise(result);
  throw new MillraceError(
    'INVALID_OUTCOME',
    `${what} returned a promise, or a value with a method then(); it must be synchronous, so do asynchronous work in a step`,
    details && { details },
  );
}
