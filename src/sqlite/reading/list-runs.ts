import { pageOf, readCursor } from '../../storage/adapter-kit';
import type { Page, RunQuery, RunRow } from '../../storage/port';
import type { Driver } from '../driver/driver';
import { Conditions } from './conditions';
import { rowOf, SELECT_RUN, type SqlRun } from './run-rows';

/** Lists runs in the order of their keys. */
export function listRuns(driver: Driver, query: RunQuery): Page<RunRow> {
  const { flow, version, status, tag, correlationId, since, until, notOf, order, limit } = query;
  const newest = order === 'newest';
  const where = new Conditions();
  where.add(newest ? 'run.key < ?' : 'run.key > ?', readCursor(query.after));
  where.add('flow.name = ?', flow);
  where.add('flow.version = ?', version);
  where.add('run.key in (select run from tag where name = ?)', tag);
  where.add('run.started >= ?', since);
  where.add('run.started < ?', until);
  if (status) {
    where.addList('run.status in (*)', status);
    // Lets SQLite use the partial index of these states.
    if (status.every((one) => one === 'failed' || one === 'cancelled')) {
      where.addList("run.status in ('failed', 'cancelled')", []);
    } else if (!status.some((one) => one === 'failed' || one === 'cancelled' || one === 'completed')) {
      where.addList('run.ended is null', []);
    }
  }
  if (correlationId !== undefined) {
    // A correlation id equal to the run's id is not stored.
    where.addList(
      `run.key in (select key from origin where correlation = ?
        union all select key from origin where id = ? and correlation is null)`,
      [correlationId, correlationId],
    );
  }
  for (const other of notOf ?? [])
    where.addList('not (flow.name = ? and flow.version = ?)', [other.flow, other.version]);
  const rows = driver
    .prepare<SqlRun>(`${SELECT_RUN} ${where.sql} order by run.key ${newest ? 'desc' : 'asc'} limit ?`)
    .all(...where.values, limit + 1);
  return pageOf(rows, limit, ({ key }) => key, rowOf);
}
