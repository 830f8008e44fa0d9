import { isStep } from '../kinds/is-step';
import type { TaskEffect } from '../protocol/effect';
import { pathOf } from '../state/path';
import { applyTaskAction, type TaskActionRecord, type TaskCloseReason, type TaskState } from '../state/task';
import type { Frame, Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { releasePermit } from '../waiting/permits';
import { clearTimers } from '../waiting/timers';

/**
 * Ends the work of a token without an outcome: its operation is released, its timers and its task are closed, and
 * everything inside its frame is released. The token itself stays.
 */
export function releaseWork(context: TransitionContext, token: Token): void {
  clearTimers(context, token);
  if (token.op !== 0) stopOperation(context, token);
  if (token.inner) {
    releaseChildren(context, token.inner);
    context.dropFrame(token);
  }
  cancelTask(context, token);
  if (token.details?.permit) releasePermit(context, token);
}

/** Removes a token from the run. A late outcome of its operation is dropped. */
export function releaseToken(context: TransitionContext, token: Token): void {
  if (token.status === 'gone') return;
  const open = isStep(token.place) && token.status !== 'failed';
  releaseWork(context, token);
  if (open) context.emitNodeEvent('step.cancelled', token, {});
  context.remove(token);
}

/** Removes everything inside an activation from the run, except one token if given. */
export function releaseChildren(context: TransitionContext, frame: Frame, but?: Token): void {
  const { inner, join } = frame;
  if (inner && inner !== but) releaseToken(context, inner);
  if (join) for (const child of join.tokens) if (child && child !== but) releaseToken(context, child);
}

/** Ends the operation in flight: its outcome has arrived or is no longer needed. */
export function settleOperation(context: TransitionContext, token: Token): void {
  token.op = 0;
  // A join stays open during a verdict; only the operation itself keeps the run busy.
  if (token.status === 'open') context.state.busy -= 1;
}

/** Asks the driver to abort the operation in flight. */
export function stopOperation(context: TransitionContext, token: Token): void {
  context.effects.push({ type: 'release', token: token.id, op: token.op });
  settleOperation(context, token);
  context.touch(token);
}

/** Closes the task at which the token waits, if there is one, with the last action on it. */
export function closeTask(context: TransitionContext, token: Token, last: TaskActionRecord): void {
  if (!token.details?.task) return;
  emitTaskClosed(context, token, token.details.task, last);
  token.details.task = undefined;
  context.touch(token);
}

/** Emits that a task is closed. */
export function emitTaskClosed(
  context: TransitionContext,
  token: Token,
  task: TaskState,
  last: TaskActionRecord,
): void {
  emitTaskEffect(context, 'task.close', token, applyTaskAction(task, last));
}

/** Emits the state of a task. */
export function emitTaskEffect(
  { effects }: TransitionContext,
  type: TaskEffect['type'],
  token: Token,
  task: TaskState,
): void {
  const { place } = token;
  effects.push({ type, token: token.id, path: pathOf(token), node: place.node, place: place.id, task });
}

/** Cancels the task of a token: the run continues or ends without it. */
function cancelTask(context: TransitionContext, token: Token): void {
  if (!token.details?.task) return;
  const because = context.closing ?? endOf(context);
  context.emitNodeEvent('task.cancelled', token, { because });
  closeTask(context, token, { type: 'cancelled', at: context.at, because });
}

function endOf({ state: { ending } }: TransitionContext): TaskCloseReason {
  return ending ? `run-${ending.status}` : 'released';
}
