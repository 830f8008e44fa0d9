import { isCompensating } from '../compensation/compensations';
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
 * everything inside its frame is released. The token itself stays. Returns whether a compensation is in progress inside;
 * the frame stays until it has ended.
 */
export function releaseWork(context: TransitionContext, token: Token): boolean {
  clearTimers(context, token);
  if (token.op !== 0) stopOperation(context, token);
  const compensates = token.inner !== undefined && releaseChildren(context, token.inner);
  if (!compensates) context.dropFrame(token);
  cancelTask(context, token);
  if (token.details?.permit) releasePermit(context, token);
  return compensates;
}

/**
 * Removes a token from the run. A late outcome of its operation is dropped. A compensation in progress is not aborted,
 * since another attempt would then run beside it: the token that performs it stays, and so do the tokens around it.
 * Returns whether the token stays.
 */
export function releaseToken(context: TransitionContext, token: Token): boolean {
  if (token.status === 'gone') return false;
  if (isCompensating(token)) {
    closeInner(context, token);
    return true;
  }
  const open = isStep(token.place) && token.status !== 'failed';
  if (releaseWork(context, token)) {
    if (token.details) token.details.unwinding = undefined;
    context.setStatus(token, 'open');
    return true;
  }
  if (open) context.emitNodeEvent('step.cancelled', token, {});
  context.remove(token);
  return false;
}

/** Removes everything inside an activation from the run. Returns whether a compensation in progress stays. */
export function releaseChildren(context: TransitionContext, { inner, join }: Frame): boolean {
  let compensates = inner !== undefined && releaseToken(context, inner);
  if (join) for (const child of join.tokens) if (child && releaseToken(context, child)) compensates = true;
  return compensates;
}

/** Closes the join on which a token stands without ending it. The compensation that the token performs continues. */
export function closeInner(context: TransitionContext, token: Token): void {
  const { status, op, inner } = token;
  if (!inner) return;
  releaseChildren(context, inner);
  if (op !== 0) settleOperation(context, token);
  context.dropFrame(token);
  token.op = op;
  context.setStatus(token, op === 0 ? status : 'executing');
}

/** Removes everything from a run that ends. Compensations in progress are aborted. */
export function releaseAll(context: TransitionContext): void {
  const { details, root, tokens } = context.state;
  if (details && details.compensations.length > 0)
    for (const token of tokens.all()) if (token.details) token.details.unwinding = undefined;
  releaseChildren(context, root);
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
