import { isDeepStrictEqual } from 'node:util';
import { RunCancelledError, RunFailedError } from '../../../errors';
import type { Rule } from './rule';

/** The result of a run is the one in the journal. */
export const resultsAreJournaled: Rule = ({ trace, leftovers }) => {
  const { outcome } = trace;
  const result = leftovers?.result;
  // A missing result is reported by another rule.
  if (!result) return [];
  const isRight = (): boolean => {
    if ('value' in result) return outcome.status === 'completed' && isDeepStrictEqual(result.value, trace.result);
    const { error } = result;
    if (error instanceof RunFailedError)
      return outcome.status === 'failed' && isDeepStrictEqual(error.failure, outcome.failure);
    return error instanceof RunCancelledError && outcome.status === 'cancelled' && error.reason === outcome.reason;
  };
  return isRight() ? [] : [`the result differs from the journal, in which the run is ${outcome.status}`];
};
