import type { TaskQuery } from '../../port';
import { readCursor } from '../page-cursor';
import type { Conditions } from './conditions';

/** Adds the conditions of a filter of tasks that both SQL storages express alike: all but groups and answered tasks. */
export function addTaskFilter(where: Pick<Conditions<string | number>, 'add'>, query: TaskQuery): void {
  const { flow, runId, path, assignee, orUnassigned, claimedBy, dueBefore, after } = query;
  where.add('task.no > ?', readCursor(after));
  where.add('flow.name = ?', flow);
  where.add('origin.id = ?', runId);
  where.add('task.path = ?', path);
  where.add(orUnassigned ? '(task.assignee = ? or task.assignee is null)' : 'task.assignee = ?', assignee);
  where.add('task.claimed_by = ?', claimedBy);
  where.add('task.due < ?', dueBefore);
}
