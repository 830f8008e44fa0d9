import type { TaskTerms } from '../../step';
import { closeTask, emitTaskEffect } from '../control/release';
import { coreFailure } from '../core-failure';
import { fail } from '../outcomes/fail';
import type { CoreInput } from '../protocol/input';
import { dispatch } from '../routing/dispatch';
import { applyTaskAction, newTask, type TaskActionRecord, type TaskState } from '../state/task';
import type { TimerPurpose } from '../state/timer';
import { detailsOf, type Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { clearTimers, setTimer } from './timers';

export type TaskInput = Extract<CoreInput, { readonly type: `task.${string}` }>;

/** A person is to do what the token stands on. */
export function openTask(context: TransitionContext, token: Token, request: TaskTerms): void {
  const { at } = context;
  const { remindAt, escalation } = request;
  const task = newTask(request, at);
  detailsOf(token).task = task;
  context.setStatus(token, 'waiting');
  context.emitNodeEvent('task.created', token, { request });
  emitTaskEffect(context, 'task.open', token, task);
  if (remindAt !== undefined) setTimer(context, token, 'reminder', Math.max(remindAt - at, 0));
  if (escalation) setTimer(context, token, 'escalation', Math.max(escalation.at - at, 0));
}

/** The deed behind a happening. */
export function actionRecordOf(coreInput: TaskInput, at: number): TaskActionRecord {
  const { by, acknowledgedAt = at } = coreInput;
  const record = { at: acknowledgedAt, by };
  switch (coreInput.type) {
    case 'task.claimed':
      return { type: 'claimed', ...record };
    case 'task.released':
      return { type: 'released', ...record };
    case 'task.reassigned': {
      const { to, reason } = coreInput;
      return { type: 'reassigned', ...record, to, ...(reason !== undefined && { reason }) };
    }
    case 'task.completed': {
      const { comment } = coreInput;
      return { type: 'completed', ...record, ...(comment !== undefined && { comment }) };
    }
    case 'task.cancelled': {
      const { reason } = coreInput;
      return { type: 'cancelled', ...record, because: 'cancelled', ...(reason !== undefined && { reason }) };
    }
  }
}

/** A person has done something with a task. One that is closed by now is left as it is. */
export function handleTask(context: TransitionContext, coreInput: TaskInput): void {
  const token = context.state.tokens.get(coreInput.token);
  const task = token?.details?.task;
  if (!token || !task) return;
  const record = actionRecordOf(coreInput, context.at);
  const person = { by: coreInput.by, acknowledgedAt: record.at };
  switch (coreInput.type) {
    case 'task.claimed':
      updateTask(context, token, applyTaskAction(task, record));
      context.emitNodeEvent('task.claimed', token, person);
      return;
    case 'task.released':
      updateTask(context, token, applyTaskAction(task, record));
      context.emitNodeEvent('task.released', token, person);
      return;
    case 'task.reassigned':
      updateTask(context, token, applyTaskAction(task, record));
      context.emitNodeEvent('task.reassigned', token, { ...person, to: coreInput.to, reason: coreInput.reason });
      return;
    case 'task.completed': {
      const { form, by, comment } = coreInput;
      clearTimers(context, token, isOfTask);
      clearWithinTimers(context, token);
      detailsOf(token).completion = { form, by, at: record.at, comment };
      context.emitNodeEvent('task.completed', token, { ...person, form, comment });
      closeTask(context, token, record);
      dispatch(context, token, 'complete', 1);
      return;
    }
    case 'task.cancelled': {
      const { by, reason } = coreInput;
      clearTimers(context, token, isOfTask);
      context.emitNodeEvent('task.cancelled', token, { ...person, because: 'cancelled', reason });
      closeTask(context, token, record);
      const why = reason === undefined ? '' : `: ${reason}`;
      const message = `${by} has cancelled the task "${task.request.title}" of node "${token.place.node}"${why}`;
      fail(context, token, coreFailure(context, 'TASK_CANCELLED', message, { by, reason }));
    }
  }
}

/** A task's own timer has fired. */
export function fireTaskTimer(context: TransitionContext, token: Token, purpose: 'reminder' | 'escalation'): void {
  const task = token.details?.task;
  const { escalation } = task?.request ?? {};
  if (!task) return;
  const { at } = context;
  let after: TaskState;
  if (purpose === 'escalation' && escalation) {
    after = applyTaskAction(task, { type: 'escalated', at, to: escalation.to });
    context.emitNodeEvent('task.escalated', token, { to: escalation.to });
  } else {
    after = applyTaskAction(task, { type: 'reminded', at });
    context.emitNodeEvent('task.reminded', token, {});
  }
  updateTask(context, token, after);
  emitTaskEffect(context, 'task.open', token, after);
}

/** Who has answered in time is not overdue, however long it takes to work on the answer. */
function clearWithinTimers(context: TransitionContext, { frame }: Token): void {
  for (let { scope, token } = frame; token && scope.kind === 'within'; { scope, token } = token.frame)
    clearTimers(context, token, (purpose) => purpose === 'within');
}

function isOfTask(purpose: TimerPurpose): boolean {
  return purpose === 'reminder' || purpose === 'escalation';
}

function updateTask(context: TransitionContext, token: Token, task: TaskState): void {
  detailsOf(token).task = task;
  context.touch(token);
}
