import type { FailureRecord } from '../../errors';
import { unwindRun } from '../compensation/unwind';
import { emitTaskClosed, stopOperation } from '../control/release';
import type { MissedFailure } from '../protocol/input';
import { detailsOf, type Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { suspendPermit } from '../waiting/permits';
import { endRun } from './end-run';

/**
 * Records a failure that nothing handles. The run ends with the first of them.
 *
 * @param failed the token that failed; `undefined` if the run itself did
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
 * Ends the run with the recorded failure. Its committed visits are undone, or its tokens are kept so that it can be
 * redriven.
 */
export function endFailed(context: TransitionContext): void {
  const { state, unhandled } = context;
  context.unhandled = undefined;
  // Another branch may have ended the run in the meantime.
  if (!unhandled || state.ending) return;
  const ending = { status: 'failed', ...unhandled } as const;
  if (state.info.compensateOnFailure && state.details && state.details.compensations.length > 0) {
    unwindRun(context, ending);
    return;
  }
  suspendAll(context);
  endRun(context, ending);
}

/** Adds a failure that the state lacks. Tokens are kept where they stand. */
export function addMissedFailure(context: TransitionContext, { failure, seq, endedAt }: MissedFailure): void {
  const { state } = context;
  state.seq = seq;
  suspendAll(context);
  state.ending = { status: 'failed', failure, path: undefined };
  state.endedAt = endedAt;
  state.status = 'failed';
}

function suspendAll(context: TransitionContext): void {
  for (const token of context.state.tokens.all()) suspendWork(context, token);
}

/** Stops the work of the token, and keeps the token where it stands. */
function suspendWork(context: TransitionContext, token: Token): void {
  if (token.op !== 0) {
    stopOperation(context, token);
    context.setStatus(token, 'ready');
  }
  if (token.details?.permit) suspendPermit(context, token);
  // A redrive opens it again.
  if (token.details?.task)
    emitTaskClosed(context, token, token.details.task, { type: 'cancelled', at: context.at, because: 'run-failed' });
}
