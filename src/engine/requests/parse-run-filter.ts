import { isDate } from 'node:util/types';
import { hasEnded, type RunStatus } from '../../core';
import { invalidOption, isList, knownOptions, type OptionNames } from '../../errors';
import type { RunQuery } from '../../storage/port';
import type { RunFilter } from '../port/run-summary';
import { requireInteger } from './require-integer';
import { requireString } from './require-string';

const ORDERS: readonly unknown[] = Object.keys({ newest: true, oldest: true } satisfies Record<
  RunQuery['order'],
  true
>);
const STATUSES = statusesIn({
  pending: true,
  running: true,
  waiting: true,
  paused: true,
  completed: true,
  failed: true,
  cancelled: true,
});
const RUN_FILTER: OptionNames<RunFilter> = {
  flow: true,
  version: true,
  status: true,
  tag: true,
  correlationId: true,
  since: true,
  until: true,
  order: true,
  limit: true,
  after: true,
};
/** The statuses of runs that have not ended. */
export const UNFINISHED: readonly RunStatus[] = Object.freeze(STATUSES.filter((status) => !hasEnded(status)));

/**
 * Returns a copy of a filter.
 *
 * @param by the function that takes the filter, for messages
 * @param option the name of the parameter, if it takes others
 * @throws {MillraceError} `INVALID_OPTION` for a criterion that does not exist
 */
export function requireRunFilter(filter: RunFilter, by: string, option?: string): RunFilter {
  return knownOptions(filter, RUN_FILTER, by, option);
}

/**
 * Parses a filter into a query for a storage.
 *
 * @param by the function that takes the filter, for messages
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function parseRunFilter(filter: RunFilter, by: string): RunQuery {
  const { order = 'newest', limit = 100, status, since, until, ...rest } = filter;
  if (!ORDERS.includes(order)) throw invalidOption('order', '"newest" or "oldest"', order, by);
  const statuses = typeof status === 'string' ? [status] : status;
  if (statuses !== undefined && !isList(statuses))
    throw invalidOption('status', 'a status or a list of statuses', statuses, by);
  const unknown = statuses?.findIndex((item) => !STATUSES.includes(item)) ?? -1;
  if (unknown >= 0) throw invalidOption('status', `one of ${STATUSES.join(', ')}`, statuses?.[unknown], by);
  return {
    ...stringCriteria(rest, by),
    ...(statuses && { status: statuses }),
    ...(since !== undefined && { since: epochMsOf('since', since, by) }),
    ...(until !== undefined && { until: epochMsOf('until', until, by) }),
    order,
    limit: requireInteger(limit, 'limit', by, 1),
  };
}

type StringCriteria = Omit<RunFilter, 'order' | 'limit' | 'status' | 'since' | 'until'>;

function stringCriteria({ flow, version, tag, correlationId, after }: StringCriteria, by: string): Partial<RunQuery> {
  for (const [option, value] of Object.entries({ flow, version, tag, correlationId, after }))
    if (value !== undefined) requireString(value, option, by);
  return {
    ...(flow !== undefined && { flow }),
    ...(version !== undefined && { version }),
    ...(tag !== undefined && { tag }),
    ...(correlationId !== undefined && { correlationId }),
    ...(after !== undefined && { after }),
  };
}

function epochMsOf(option: string, moment: Date | number, by: string): number {
  const ms = isDate(moment) ? moment.getTime() : moment;
  if (Number.isFinite(ms)) return ms;
  throw invalidOption(option, 'a Date or epoch milliseconds', moment, by);
}

/** Returns the keys of a table of all statuses. */
function statusesIn(table: Readonly<Record<RunStatus, true>>): RunStatus[] {
  // The table has no other keys.
  return Object.keys(table) as RunStatus[];
}
