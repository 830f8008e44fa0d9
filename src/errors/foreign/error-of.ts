import { toFailure } from '../failure-record';
import { isInstance } from './is-instance';

/** Returns a thrown error unchanged. Anything else that was thrown becomes the cause of an error. */
export function errorOf(thrown: unknown): Error {
  return isInstance(thrown, Error) ? thrown : new Error(toFailure(thrown).message, { cause: thrown });
}
