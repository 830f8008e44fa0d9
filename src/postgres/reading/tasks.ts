import { addTaskFilter, openTaskOf, pageOf, type TaskColumns } from '../../storage/adapter-kit';
import type { OpenTask, Page, TaskQuery } from '../../storage/port';
import type { Database } from '../connection/database';
import { conditions } from './conditions';

/** Lists open tasks in opening order. */
export async function listTasks(database: Database, query: TaskQuery): Promise<Page<OpenTask>> {
  const { groups, withAnswered, limit } = query;
  const where = conditions();
  addTaskFilter(where, query);
  if (!withAnswered) where.add('not task.answered');
  where.add("task.candidate_groups && ? and task.candidate_groups <> '{}'", groups);
  const text = `
    select task.*, origin.id, flow.name as flow, flow.version
    from @task join @run on run.key = task.run join @origin on origin.key = task.run join @flow on flow.id = run.flow
    ${where.sql} order by task.no limit ${where.bind(limit + 1)}`;
  const rows = await database.read<TaskColumns>({ text: database.text(text) }, ...where.values);
  return pageOf(rows, limit, ({ no }) => no, openTaskOf);
}
