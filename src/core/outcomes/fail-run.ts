import type { FailureRecord } from '../../errors';
import { unwindRun } from '../compensation/unwind';
import { emitTaskClosed, stopOperation } from '../control/release';
import { detailsOf, type Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { lendPermit } from '../waiting/permits';
import { endRun } from './end-run';

/**
 * Notes a failure that nothing handles; the run ends with the first of them.
 *
 * @param failed the token that the failure belongs to; `undefined` if it is the whole run's
 */
export function failRun(context: TransitionContext, failed: Token | undefined, failure: FailureRecord): void {
  if (failed) {
    if (failed.op !== 0) stopOperation(context, failed);
    detailsOf(failed).failure = failure;
    context.setStatus(failed, 'failed');
  }
  context.unhandled ??= { failure, path: failed && context.pathOf(failed) };
}

/**
 * Ends the run with the failure that was noted. What it committed is undone, or else its tokens are kept as they stand,
 * so that it can be tried again from where it failed.
 */
export function endFailed(context: TransitionContext): void {
  const { state, unhandled } = context;
  context.unhandled = undefined;
  // In the meantime another branch may have brought the run to its end.
  if (!unhandled || state.ending) return;
  const ending = { status: 'failed', ...unhandled } as const;
  if (state.info.compensateOnFailure && state.details && state.details.compensations.length > 0) {
    unwindRun(context, ending);
    return;
  }
  for (const token of state.tokens.all()) hold(context, token);
  endRun(context, ending);
}

/** Stops what the token has going on, and keeps it where it stands. */
function hold(context: TransitionContext, token: Token): void {
  if (token.op !== 0) {
    stopOperation(context, token);
    context.setStatus(token, 'ready');
  }
  if (token.details?.permit) lendPermit(context, token);
  // It is open again if the run is tried again.
  if (token.details?.task)
    emitTaskClosed(context, token, token.details.task, { type: 'cancelled', at: context.at, because: 'run-failed' });
}
