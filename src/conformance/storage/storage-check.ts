import { MillraceError } from '../../errors';
import type { Check } from '../check';
import type { StorageHarness } from './storage-harness';

/** A check of a storage. */
export type StorageCheck = Check<StorageHarness>;

/** Returns the code of the error of one rejected part of a request. */
export function codeOf(answer: unknown): unknown {
  const error = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : undefined;
  return MillraceError.is(error) ? error.code : answer;
}
