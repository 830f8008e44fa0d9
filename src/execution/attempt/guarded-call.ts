import { MillraceError } from '../../errors';
import type { Entrance } from '../../resilience';
import type { Pass } from '../../step';
import type { AttemptContext } from './attempt-context';
import { isThenable } from './streamed-result';

/**
 * Makes the call of an attempt as soon as its guards let it in, and tells them how it ended. Where nothing has to be waited
 * for, the call is made at once and gives what it gave.
 */
export function guarded(entrance: Entrance, context: AttemptContext, call: () => unknown): unknown {
  const pass = entrance.enter(() => context.wait());
  return pass instanceof Promise ? pass.then((late) => entered(late, context, call)) : entered(pass, context, call);
}

function entered(pass: Pass, context: AttemptContext, call: () => unknown): unknown {
  if (!context.isCurrent) {
    pass.dropped();
    throw new MillraceError('ABORTED', `the attempt at ${context.path} is over`);
  }
  context.hold(pass);
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    pass.failed(error);
    throw error;
  }
  if (!isThenable(result)) {
    pass.succeeded();
    return result;
  }
  result.then(
    () => {
      pass.succeeded();
    },
    (error: unknown) => {
      pass.failed(error);
    },
  );
  return result;
}
