import { type OpenTask, type Page, pageOf, readCursor, type TaskQuery } from '../storage';
import { Conditions } from './conditions';
import type { Database } from './database';

interface SqlTask {
  readonly no: number;
  readonly rev: number;
  readonly answered: boolean;
  readonly run: number;
  readonly token: number;
  readonly path: string;
  readonly node: string;
  readonly assignee: string | null;
  readonly claimed_by: string | null;
  readonly candidate_groups: readonly string[];
  readonly priority: number;
  readonly due: number | null;
  readonly created: number;
  readonly body: string;
  readonly id: string;
  readonly flow: string;
  readonly version: string;
}

/** Lists open tasks in the order in which they were opened. */
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
  const rows = await database.read<SqlTask>({ text: database.text(text) }, ...where.values);
  return pageOf(rows, limit, ({ no }) => no, openTaskOf);
}

function openTaskOf(row: SqlTask): OpenTask {
  return {
    rev: row.rev,
    answered: row.answered,
    token: row.token,
    path: row.path,
    node: row.node,
    assignee: row.assignee ?? undefined,
    claimedBy: row.claimed_by ?? undefined,
    candidateGroups: row.candidate_groups,
    priority: row.priority,
    dueAt: row.due ?? undefined,
    createdAt: row.created,
    body: row.body,
    run: row.run,
    runId: row.id,
    flow: row.flow,
    version: row.version,
  };
}
