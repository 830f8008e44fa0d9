import { isDate } from 'node:util/types';
import { invalidOption } from '../../errors';
import type { TaskQuery } from '../../storage/port';
import type { TaskFilter } from '../port/task-view';
import { requireInteger } from '../requests/require-integer';
import { requireOptions } from '../requests/require-options';
import { requireString } from '../requests/require-string';

/**
 * Parses a filter into a query for a storage.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function parseTaskFilter(filter: TaskFilter, now: number): TaskQuery {
  const { candidateGroups, dueBefore, overdue = false, limit = 100, ...criteria } = requireOptions(filter, 'filter');
  const { flow, runId, assignee, claimedBy, after, orUnassigned } = criteria;
  for (const [option, value] of Object.entries({ flow, runId, assignee, claimedBy, after }))
    if (value !== undefined) requireString(value, option);
  for (const [option, value] of Object.entries({ overdue, orUnassigned }))
    if (value !== undefined && typeof value !== 'boolean') throw invalidOption(option, 'true or false', value);
  if (candidateGroups !== undefined && !isStringList(candidateGroups))
    throw invalidOption('candidateGroups', 'a list of strings', candidateGroups);
  const limits = [...(dueBefore === undefined ? [] : [epochMsOf(dueBefore)]), ...(overdue ? [now] : [])];
  return {
    ...criteria,
    ...(candidateGroups && { groups: candidateGroups }),
    ...(limits.length > 0 && { dueBefore: Math.min(...limits) }),
    limit: requireInteger(limit, 'limit', 1),
  };
}

function epochMsOf(dueBefore: Date | number): number {
  const ms: unknown = isDate(dueBefore) ? dueBefore.getTime() : dueBefore;
  if (typeof ms === 'number' && !Number.isNaN(ms)) return ms;
  throw invalidOption('dueBefore', 'epoch ms or a Date', dueBefore);
}

function isStringList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
