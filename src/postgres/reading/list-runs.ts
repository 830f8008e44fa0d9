import { addRunFilter, pageOf, type RunColumns, runRowOf } from '../../storage/adapter-kit';
import type { Page, RunQuery, RunRow } from '../../storage/port';
import type { Database } from '../connection/database';
import { conditions } from './conditions';
import { SELECT_RUN } from './run-rows';

/** Lists runs in the order of their keys. */
export async function listRuns(database: Database, { limit, ...query }: RunQuery): Promise<Page<RunRow>> {
  const where = conditions();
  addRunFilter(where, query, '@');
  const direction = query.order === 'newest' ? 'desc' : 'asc';
  const text = `${SELECT_RUN} ${where.sql} order by run.key ${direction} limit ${where.bind(limit + 1)}`;
  const rows = await database.read<RunColumns>({ text: database.text(text) }, ...where.values);
  return pageOf(rows, limit, ({ key }) => key, runRowOf);
}
