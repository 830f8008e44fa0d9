import type { Body, TaskRow } from '../../storage/port';
import type { KnownTask } from './task-repository';

/** Returns the row of a task, with the columns that queries use. */
export function taskRowOf(
  { token, path, node, task }: Pick<KnownTask, 'token' | 'path' | 'node' | 'task'>,
  body: Body,
): TaskRow {
  const { request, assignee, claimedBy, candidateGroups, createdAt } = task;
  const { priority = 0, dueAt } = request;
  return { token, path, node, assignee, claimedBy, candidateGroups, priority, dueAt, createdAt, body };
}
