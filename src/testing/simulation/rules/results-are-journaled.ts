import { isDeepStrictEqual } from 'node:util';
import { RunCancelledError, RunFailedError } from '../../../errors';
import type { Rule } from './rule';

/** What an engine says has come of a run is what the journal says. */
export const resultsAreJournaled: Rule = ({ trace, leftovers }) => {
  const { outcome } = trace;
  const result = leftovers?.result;
  // That nothing is said is another matter.
  if (!result) return [];
  const isRight = (): boolean => {
    if ('value' in result) return outcome.status === 'completed' && isDeepStrictEqual(result.value, trace.result);
    const { error } = result;
    if (error instanceof RunFailedError)
      return outcome.status === 'failed' && isDeepStrictEqual(error.failure, outcome.failure);
    return error instanceof RunCancelledError && outcome.status === 'cancelled' && error.reason === outcome.reason;
  };
  return isRight() ? [] : [`the result is not what the journal says, which is that the run is ${outcome.status}`];
};
