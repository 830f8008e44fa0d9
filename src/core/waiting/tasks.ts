import type { TaskTerms } from '../../step';
import { closeTask, tellTask } from '../control/release';
import { coreFailure } from '../core-failure';
import { fail } from '../outcomes/fail';
import type { Happening } from '../protocol/input';
import { dispatch } from '../routing/dispatch';
import { newTask, type Task, type TaskDeed, taskAfter } from '../state/task';
import type { TimerPurpose } from '../state/timer';
import { extraOf, type Token } from '../state/token';
import type { Ledger } from '../transition-context';
import { clearTimers, setTimer } from './timers';

export type TaskHappening = Extract<Happening, { readonly type: `task.${string}` }>;

/** A person is to do what the token stands on. */
export function openTask(ledger: Ledger, token: Token, request: TaskTerms): void {
  const { at } = ledger;
  const { remindAt, escalation } = request;
  const task = newTask(request, at);
  extraOf(token).task = task;
  ledger.setStatus(token, 'waiting');
  ledger.tellOf('task.created', token, { request });
  tellTask(ledger, 'task.open', token, task);
  if (remindAt !== undefined) setTimer(ledger, token, 'reminder', Math.max(remindAt - at, 0));
  if (escalation) setTimer(ledger, token, 'escalation', Math.max(escalation.at - at, 0));
}

/** The deed behind a happening. */
export function deedOf(happening: TaskHappening, at: number): TaskDeed {
  const { who, acknowledgedAt = at } = happening;
  const deed = { at: acknowledgedAt, who };
  switch (happening.type) {
    case 'task.claimed':
      return { type: 'claimed', ...deed };
    case 'task.released':
      return { type: 'released', ...deed };
    case 'task.reassigned': {
      const { to, reason } = happening;
      return { type: 'reassigned', ...deed, to, ...(reason !== undefined && { reason }) };
    }
    case 'task.completed': {
      const { comment } = happening;
      return { type: 'completed', ...deed, ...(comment !== undefined && { comment }) };
    }
    case 'task.cancelled': {
      const { reason } = happening;
      return { type: 'cancelled', ...deed, because: 'cancelled', ...(reason !== undefined && { reason }) };
    }
  }
}

/** A person has done something with a task. One that is closed by now is left as it is. */
export function handleTask(ledger: Ledger, happening: TaskHappening): void {
  const token = ledger.state.tokens.get(happening.token);
  const task = token?.extra?.task;
  if (!token || !task) return;
  const deed = deedOf(happening, ledger.at);
  const person = { who: happening.who, acknowledgedAt: deed.at };
  switch (happening.type) {
    case 'task.claimed':
      note(ledger, token, taskAfter(task, deed));
      ledger.tellOf('task.claimed', token, person);
      return;
    case 'task.released':
      note(ledger, token, taskAfter(task, deed));
      ledger.tellOf('task.released', token, person);
      return;
    case 'task.reassigned':
      note(ledger, token, taskAfter(task, deed));
      ledger.tellOf('task.reassigned', token, { ...person, to: happening.to, reason: happening.reason });
      return;
    case 'task.completed': {
      const { form, who, comment } = happening;
      clearTimers(ledger, token, isOfTask);
      stopClock(ledger, token);
      extraOf(token).completion = { form, who, at: deed.at, comment };
      ledger.tellOf('task.completed', token, { ...person, form, comment });
      closeTask(ledger, token, deed);
      dispatch(ledger, token, 'complete', 1);
      return;
    }
    case 'task.cancelled': {
      const { who, reason } = happening;
      clearTimers(ledger, token, isOfTask);
      ledger.tellOf('task.cancelled', token, { ...person, because: 'cancelled', reason });
      closeTask(ledger, token, deed);
      const why = reason === undefined ? '' : `: ${reason}`;
      const message = `${who} has cancelled the task "${task.request.title}" of node "${token.place.node}"${why}`;
      fail(ledger, token, coreFailure(ledger, 'TASK_CANCELLED', message, { who, reason }));
    }
  }
}

/** A task's own timer has fired. */
export function fireTaskTimer(ledger: Ledger, token: Token, purpose: 'reminder' | 'escalation'): void {
  const task = token.extra?.task;
  const { escalation } = task?.request ?? {};
  if (!task) return;
  const { at } = ledger;
  let after: Task;
  if (purpose === 'escalation' && escalation) {
    after = taskAfter(task, { type: 'escalated', at, to: escalation.to });
    ledger.tellOf('task.escalated', token, { to: escalation.to });
  } else {
    after = taskAfter(task, { type: 'reminded', at });
    ledger.tellOf('task.reminded', token, {});
  }
  note(ledger, token, after);
  tellTask(ledger, 'task.open', token, after);
}

/** Who has answered in time is not overdue, however long it takes to work on the answer. */
function stopClock(ledger: Ledger, { frame }: Token): void {
  for (let { scope, token } = frame; token && scope.kind === 'within'; { scope, token } = token.frame)
    clearTimers(ledger, token, (purpose) => purpose === 'within');
}

function isOfTask(purpose: TimerPurpose): boolean {
  return purpose === 'reminder' || purpose === 'escalation';
}

function note(ledger: Ledger, token: Token, task: Task): void {
  extraOf(token).task = task;
  ledger.touch(token);
}
