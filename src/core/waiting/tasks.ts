import { inspectValue } from '../../errors';
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

/** Opens the task at which the token stands. */
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

/** Returns the record of the action that an input carries. */
export function actionRecordOf(input: TaskInput, at: number): TaskActionRecord {
  const { by, acknowledgedAt = at } = input;
  const record = { at: acknowledgedAt, by };
  switch (input.type) {
    case 'task.claimed':
      return { type: 'claimed', ...record };
    case 'task.released':
      return { type: 'released', ...record };
    case 'task.reassigned': {
      const { to, reason } = input;
      return { type: 'reassigned', ...record, to, ...(reason !== undefined && { reason }) };
    }
    case 'task.completed': {
      const { comment } = input;
      return { type: 'completed', ...record, ...(comment !== undefined && { comment }) };
    }
    case 'task.cancelled': {
      const { reason } = input;
      return { type: 'cancelled', ...record, because: 'cancelled', ...(reason !== undefined && { reason }) };
    }
  }
}

/** Applies an action on a task. A closed task does not change. */
export function handleTask(context: TransitionContext, input: TaskInput): void {
  const token = context.state.tokens.get(input.token);
  const task = token?.details?.task;
  if (!token || !task) return;
  const record = actionRecordOf(input, context.at);
  const person = { by: input.by, acknowledgedAt: record.at };
  switch (input.type) {
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
      context.emitNodeEvent('task.reassigned', token, { ...person, to: input.to, reason: input.reason });
      return;
    case 'task.completed': {
      const { form, by, comment } = input;
      clearTimers(context, token, isOfTask);
      clearWithinTimers(context, token);
      detailsOf(token).completion = { form, by, at: record.at, comment };
      context.emitNodeEvent('task.completed', token, { ...person, form, comment });
      closeTask(context, token, record);
      dispatch(context, token, 'complete', 1);
      return;
    }
    case 'task.cancelled': {
      const { by, reason } = input;
      clearTimers(context, token, isOfTask);
      context.emitNodeEvent('task.cancelled', token, { ...person, because: 'cancelled', reason });
      closeTask(context, token, record);
      const why = reason === undefined ? '' : `: ${reason}`;
      const message = `${by} has cancelled the task ${inspectValue(task.request.title)} of node "${token.place.node}"${why}`;
      fail(context, token, coreFailure(context, 'TASK_CANCELLED', message, { by, reason }));
    }
  }
}

/** Handles a timer of a task. */
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

/**
 * Clears the timers of `within` around an answered task: an answer in time is not overdue, however long the step works
 * on it.
 */
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
