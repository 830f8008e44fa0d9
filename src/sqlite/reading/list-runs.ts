import { addRunFilter, pageOf } from '../../storage/adapter-kit';
import type { Page, RunQuery, RunRow } from '../../storage/port';
import type { Driver } from '../driver/driver';
import { conditions } from './conditions';
import { rowOf, SELECT_RUN, type SqlRun } from './run-rows';

/** Lists runs in the order of their keys. */
export function listRuns(driver: Driver, { limit, ...query }: RunQuery): Page<RunRow> {
  const where = conditions();
  addRunFilter(where, query, '');
  const direction = query.order === 'newest' ? 'desc' : 'asc';
  const rows = driver
    .prepare<SqlRun>(`${SELECT_RUN} ${where.sql} order by run.key ${direction} limit ?`)
    .all(...where.values, limit + 1);
  return pageOf(rows, limit, ({ key }) => key, rowOf);
}
