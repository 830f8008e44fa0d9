import { openTaskOf, pageOf, readCursor, type TaskColumns } from '../../storage/adapter-kit';
import type { OpenTask, Page, TaskQuery } from '../../storage/port';
import type { Database } from '../connection/database';
import { Conditions } from './conditions';

/** Lists open tasks in opening order. */
export async function listTasks(database: Database, query: TaskQuery): Promise<Page<OpenTask>> {
  const { flow, runId, path, assignee, orUnassigned, claimedBy, groups, dueBefore, withAnswered, limit, after } = query;
  const where = new Conditions();
  where.add('task.no > ?', readCursor(after));
  where.add('flow.name = ?', flow);
  where.add('origin.id = ?', runId);
  where.add('task.path = ?', path);
  where.add(orUnassigned ? '(task.assignee = ? or task.assignee is null)' : 'task.assignee = ?', assignee);
  if (!withAnswered) where.add('not task.answered');
  where.add('task.claimed_by = ?', claimedBy);
  where.add('task.due < ?', dueBefore);
  where.add("task.candidate_groups && ? and task.candidate_groups <> '{}'", groups);
  const text = `
    select task.*, origin.id, flow.name as flow, flow.version
    from @task join @run on run.key = task.run join @origin on origin.key = task.run join @flow on flow.id = run.flow
    ${where.sql} order by task.no limit ${where.bind(limit + 1)}`;
  const rows = await database.read<TaskColumns>({ text: database.text(text) }, ...where.values);
  return pageOf(rows, limit, ({ no }) => no, openTaskOf);
}
