import { pageOf, type RunColumns, readCursor, runRowOf } from '../../storage/adapter-kit';
import type { Page, RunQuery, RunRow } from '../../storage/port';
import type { Database } from '../connection/database';
import { Conditions } from './conditions';
import { SELECT_RUN } from './run-rows';

/** Lists runs in the order of their keys. */
export async function listRuns(database: Database, query: RunQuery): Promise<Page<RunRow>> {
  const { flow, version, status, tag, correlationId, since, until, notOf, order, limit } = query;
  const newest = order === 'newest';
  const where = new Conditions();
  where.add(newest ? 'run.key < ?' : 'run.key > ?', readCursor(query.after));
  where.add('flow.name = ?', flow);
  where.add('flow.version = ?', version);
  where.add('run.key in (select run from @tag where name = ?)', tag);
  where.add('run.started >= ?', since);
  where.add('run.started < ?', until);
  if (status) {
    where.add('run.status = any (?)', status);
    // Lets PostgreSQL use the partial index of these states.
    if (status.every((one) => one === 'failed' || one === 'cancelled')) {
      where.add("run.status in ('failed', 'cancelled')");
    } else if (!status.some((one) => one === 'failed' || one === 'cancelled' || one === 'completed')) {
      where.add('run.ended is null');
    }
  }
  // A correlation id equal to the run's id is not stored.
  where.add(
    `run.key in (select key from @origin where correlation = ?
      union all select key from @origin where id = ? and correlation is null)`,
    correlationId,
    correlationId,
  );
  for (const other of notOf ?? []) where.add('not (flow.name = ? and flow.version = ?)', other.flow, other.version);
  const text = `${SELECT_RUN} ${where.sql} order by run.key ${newest ? 'desc' : 'asc'} limit ${where.bind(limit + 1)}`;
  const rows = await database.read<RunColumns>({ text: database.text(text) }, ...where.values);
  return pageOf(rows, limit, ({ key }) => key, runRowOf);
}
