import { isDate } from 'node:util/types';
import { invalidOption, isListOf, isStorableString, knownOptions, type OptionNames } from '../../errors';
import type { TaskQuery } from '../../storage/port';
import type { TaskFilter } from '../port/task-view';
import { requireInteger } from '../requests/require-integer';
import { requireString } from '../requests/require-string';

const LIST = 'tasks.list()';
const TASK_FILTER: OptionNames<TaskFilter> = {
  flow: true,
  runId: true,
  assignee: true,
  orUnassigned: true,
  candidateGroups: true,
  claimedBy: true,
  dueBefore: true,
  overdue: true,
  limit: true,
  after: true,
};

/**
 * Parses a filter into a query for a storage.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function parseTaskFilter(filter: TaskFilter, now: number): TaskQuery {
  const known = knownOptions(filter, TASK_FILTER, LIST);
  const { candidateGroups, dueBefore, overdue = false, limit = 100, ...criteria } = known;
  const { flow, runId, assignee, claimedBy, after, orUnassigned } = criteria;
  for (const [option, value] of Object.entries({ flow, runId, assignee, claimedBy, after }))
    if (value !== undefined) requireString(value, option, LIST);
  for (const [option, value] of Object.entries({ overdue, orUnassigned }))
    if (value !== undefined && typeof value !== 'boolean') throw invalidOption(option, 'true or false', value, LIST);
  if (candidateGroups !== undefined && !isStringList(candidateGroups))
    throw invalidOption('candidateGroups', 'a list of strings', candidateGroups, LIST);
  const limits = [...(dueBefore === undefined ? [] : [epochMsOf(dueBefore)]), ...(overdue ? [now] : [])];
  return {
    ...criteria,
    ...(candidateGroups && { groups: candidateGroups }),
    ...(limits.length > 0 && { dueBefore: Math.min(...limits) }),
    limit: requireInteger(limit, 'limit', LIST, 1),
  };
}

function epochMsOf(dueBefore: Date | number): number {
  const ms: unknown = isDate(dueBefore) ? dueBefore.getTime() : dueBefore;
  if (typeof ms === 'number' && !Number.isNaN(ms)) return ms;
  throw invalidOption('dueBefore', 'epoch ms or a Date', dueBefore, LIST);
}

function isStringList(value: unknown): boolean {
  return isListOf(value, isStorableString);
}
