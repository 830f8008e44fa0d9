import type { RunQuery } from '../../port';
import { readCursor } from '../page-cursor';
import type { Conditions } from './conditions';

/**
 * Adds the conditions of a filter of runs, for the tables that both SQL storages have.
 *
 * @param prefix what precedes the names of tables in subqueries
 */
export function addRunFilter(
  where: Pick<Conditions<string | number>, 'add' | 'addList'>,
  query: Omit<RunQuery, 'limit'>,
  prefix: string,
): void {
  const { flow, version, status, tag, correlationId, since, until, notOf = [], order, after } = query;
  where.add(order === 'newest' ? 'run.key < ?' : 'run.key > ?', readCursor(after));
  where.add('flow.name = ?', flow);
  where.add('flow.version = ?', version);
  where.add(`run.key in (select run from ${prefix}tag where name = ?)`, tag);
  where.add('run.started >= ?', since);
  where.add('run.started < ?', until);
  where.addList('run.status in (*)', status);
  // Lets the database use the partial index of these states.
  if (status?.every((one) => one === 'failed' || one === 'cancelled')) {
    where.add("run.status in ('failed', 'cancelled')");
  } else if (status?.every((one) => one !== 'failed' && one !== 'cancelled' && one !== 'completed')) {
    where.add('run.ended is null');
  }
  // A correlation id equal to the run's id is not stored.
  where.add(
    `run.key in (select key from ${prefix}origin where correlation = ?
      union all select key from ${prefix}origin where id = ? and correlation is null)`,
    correlationId,
    correlationId,
  );
  for (const other of notOf) where.add('not (flow.name = ? and flow.version = ?)', other.flow, other.version);
}
