import { MillraceError } from '../../errors';
import type { GuardChain } from '../../resilience';
import type { GuardPermit } from '../../step';
import type { AttemptContext } from './attempt-context';
import { isThenable } from './streamed-result';

/** The part of an attempt that its guards deal with. */
type GuardedAttempt = Pick<AttemptContext, 'wait' | 'hold' | 'confirm' | 'isCurrent' | 'path'>;

/**
 * Makes the call of an attempt as soon as its guards let it in, and tells them how it ended. Where nothing has to be waited
 * for, the call is made at once and gives what it gave.
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
  result.then(
    () => {
      permit.succeeded();
    },
    (error: unknown) => {
      permit.failed(error);
    },
  );
  return result;
}
