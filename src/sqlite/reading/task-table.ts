import { addTaskFilter, openTaskOf, pageOf, parseStrings, type TaskColumns } from '../../storage/adapter-kit';
import type { OpenTask, Page, RunKey, TaskChange, TaskQuery, TaskRow } from '../../storage/port';
import type { Driver } from '../driver/driver';
import { conditions } from './conditions';

/** A row of a task. SQLite has neither booleans nor lists. */
interface SqlTask extends Omit<TaskColumns, 'answered' | 'candidate_groups'> {
  readonly answered: number;
  readonly candidate_groups: string;
}

/** The table of open tasks. */
export class TaskTable {
  private readonly upsert;
  private readonly find;
  private readonly findAsRead;
  private readonly ofRun;
  private readonly remove;
  private readonly addGroup;
  private readonly removeGroups;

  constructor(private readonly driver: Driver) {
    this.upsert = driver.prepare(`
      insert into task (rev, answered, run, token, path, node, assignee, claimed_by, candidate_groups, priority, due, created, body)
      values (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (run, token) do update set rev = rev + 1, answered = excluded.answered, path = excluded.path, node = excluded.node, assignee = excluded.assignee,
        claimed_by = excluded.claimed_by, candidate_groups = excluded.candidate_groups, priority = excluded.priority,
        due = excluded.due, created = excluded.created, body = excluded.body`);
    this.find = driver.prepare<{ readonly no: number }>('select no from task where run = ? and token = ?');
    this.findAsRead = driver.prepare<{ readonly no: number }>(
      'select no from task where run = ? and token = ? and path = ? and rev = ? and answered = 0',
    );
    this.ofRun = driver.prepare<{ readonly token: number }>('select token from task where run = ?');
    this.remove = driver.prepare('delete from task where no = ?');
    this.addGroup = driver.prepare('insert or ignore into task_group (name, task) values (?, ?)');
    this.removeGroups = driver.prepare('delete from task_group where task = ?');
  }

  /** Opens a task, or changes an open task. */
  put(run: RunKey, task: TaskRow, answered = false): void {
    const { token, path, node, assignee, claimedBy, candidateGroups, priority, dueAt, createdAt, body } = task;
    const groups = JSON.stringify(candidateGroups);
    const people = [assignee ?? null, claimedBy ?? null, groups];
    this.upsert.run(answered ? 1 : 0, run, token, path, node, ...people, priority, dueAt ?? null, createdAt, body);
    const no = this.find.get(run, token)?.no ?? 0;
    this.removeGroups.run(no);
    for (const group of candidateGroups) this.addGroup.run(group, no);
  }

  /** Returns whether a task is open, unanswered, and unchanged since it was read. */
  isAsRead(run: RunKey, { row, rev }: TaskChange): boolean {
    return this.findAsRead.get(run, row.token, row.path, rev) !== undefined;
  }

  close(run: RunKey, token: number): void {
    const found = this.find.get(run, token);
    if (!found) return;
    this.removeGroups.run(found.no);
    this.remove.run(found.no);
  }

  closeAll(run: RunKey): void {
    for (const { token } of this.ofRun.all(run)) this.close(run, token);
  }

  list(query: TaskQuery): Page<OpenTask> {
    const { groups, withAnswered, limit } = query;
    const where = conditions();
    addTaskFilter(where, query);
    where.add('task.answered = ?', withAnswered ? undefined : 0);
    where.addList('task.no in (select task from task_group where name in (*))', groups);
    const rows = this.driver
      .prepare<SqlTask>(
        `select task.*, origin.id, flow.name as flow, version
         from task join run on run.key = task.run join origin on origin.key = task.run join flow on flow.id = run.flow
         ${where.sql} order by task.no limit ?`,
      )
      .all(...where.values, limit + 1);
    return pageOf(rows, limit, ({ no }) => no, taskOf);
  }
}

function taskOf(row: SqlTask): OpenTask {
  return openTaskOf({ ...row, answered: row.answered === 1, candidate_groups: parseStrings(row.candidate_groups) });
}
