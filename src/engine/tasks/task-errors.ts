import type { TaskActionRecord } from '../../core';
import { inspectValue, MillraceError } from '../../errors';
import type { TaskView } from '../port/task-view';

const CLOSED_BY = {
  cancelled: 'was cancelled',
  overdue: 'was closed as overdue',
  deadline: 'was closed at the deadline of its node',
  released: 'was closed because the run went on without it',
  'run-completed': 'was closed because its run has completed',
  'run-failed': 'was closed because its run has failed',
  'run-cancelled': 'was closed because its run was cancelled',
} as const;

export function unknownTask(id: unknown): MillraceError {
  return new MillraceError(
    'TASK_UNKNOWN',
    `there is no task ${inspectValue(id)}: expected an id from engine.tasks.list() or an event of its run`,
    { details: { id } },
  );
}

/** Returns the error for a closed task: who or what closed it, and when. */
export function closedTask({ id, title, trail }: TaskView): MillraceError {
  const last: Partial<TaskActionRecord> = trail.at(-1) ?? {};
  const { type, by, because, at = 0 } = last;
  const how = type === 'completed' ? 'was completed' : because === undefined ? 'is closed' : CLOSED_BY[because];
  const actor = by === undefined ? '' : ` by ${by}`;
  return new MillraceError(
    'TASK_CLOSED',
    `the task ${nameOf(id, title)} ${how}${actor} at ${new Date(at).toISOString()} and accepts no further actions`,
    { details: { id, how: because ?? type, at, ...(by !== undefined && { by }) } },
  );
}

export function claimedTask({ id, title, claimedBy }: TaskView, by: string): MillraceError {
  return new MillraceError(
    'TASK_CLAIMED',
    `the task ${nameOf(id, title)} is claimed by ${claimedBy ?? 'someone'}, not by ${by}: release or reassign it first`,
    { details: { id, claimedBy } },
  );
}

export function forbidden({ id, title }: TaskView, by: string, action: string, why: string): MillraceError {
  return new MillraceError('TASK_FORBIDDEN', `${by} may not ${action} the task ${nameOf(id, title)}: ${why}`, {
    details: { id, by, action },
  });
}

function nameOf(id: string, title: string): string {
  return `${inspectValue(title)} (${id})`;
}
