import { errorMessageOf } from '../error-message-of';
import { isInstance } from './is-instance';

/** Returns a thrown error unchanged. Anything else that was thrown becomes the cause of an error. */
export function errorOf(thrown: unknown): Error {
  return isInstance(thrown, Error) ? thrown : new Error(errorMessageOf(thrown), { cause: thrown });
}
