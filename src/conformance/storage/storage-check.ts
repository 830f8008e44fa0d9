import { MillraceError } from '../../errors';
import type { Check } from '../check';
import type { StorageHarness } from './storage-harness';

/** A check before it is given a storage. */
export type StorageCheck = Check<StorageHarness>;

/** The code of an answer that says why one of many could not be written. */
export function codeOf(answer: unknown): unknown {
  const error = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : undefined;
  return MillraceError.is(error) ? error.code : answer;
}
