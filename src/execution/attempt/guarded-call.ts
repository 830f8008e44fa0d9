import { adoptThenable, isThenable, MillraceError } from '../../errors';
import type { GuardChain } from '../../resilience/guards';
import type { GuardPermit } from '../../step';
import type { AttemptContext } from './attempt-context';

/** The part of an attempt that its guards use. */
type GuardedAttempt = Pick<AttemptContext, 'wait' | 'hold' | 'confirm' | 'isCurrent' | 'path'>;

/**
 * Makes the call of an attempt as soon as its guards admit it, and reports its outcome to them. If nothing has to be
 * waited for, makes the call at once and returns its result.
 */
export function guardedCall(guardChain: GuardChain, context: GuardedAttempt, call: () => unknown): unknown {
  const permit = guardChain.enter(() => context.wait());
  if (!(permit instanceof Promise)) return entered(permit, context, call);
  return permit.then((late) => {
    try {
      context.confirm();
    } catch (error) {
      late.dropped();
      throw error;
    }
    return entered(late, context, call);
  });
}

function entered(permit: GuardPermit, context: GuardedAttempt, call: () => unknown): unknown {
  if (!context.isCurrent) {
    permit.dropped();
    throw new MillraceError('ABORTED', `the attempt at ${context.path} is over`);
  }
  context.hold(permit);
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    permit.failed(error);
    throw error;
  }
  if (!isThenable(result)) {
    permit.succeeded();
    return result;
  }
  const outcome = adoptThenable(result);
  outcome.then(
    () => {
      permit.succeeded();
    },
    (error: unknown) => {
      permit.failed(error);
    },
  );
  return outcome;
}
