import { invalidOption } from '../../errors';
import type { TaskQuery } from '../../storage/port';
import type { TaskFilter } from '../port/task-view';
import { requireInteger } from '../requests/require-integer';
import { requireOptions } from '../requests/require-options';
import { requireString } from '../requests/require-string';

/**
 * A filter in the form in which storages are asked.
 *
 * @throws {MillraceError} `INVALID_OPTION`, with the name of the option
 */
export function parseTaskFilter(filter: TaskFilter, now: number): TaskQuery {
  const { candidateGroups, dueBefore, overdue = false, limit = 100, ...same } = requireOptions(filter, 'filter');
  const { flow, runId, assignee, claimedBy, after, orUnassigned } = same;
  for (const [option, text] of Object.entries({ flow, runId, assignee, claimedBy, after }))
    if (text !== undefined) requireString(text, option);
  for (const [option, given] of Object.entries({ overdue, orUnassigned }))
    if (given !== undefined && typeof given !== 'boolean') throw invalidOption(option, 'true or false', given);
  if (candidateGroups !== undefined && !isTexts(candidateGroups))
    throw invalidOption('candidateGroups', 'a list of texts', candidateGroups);
  const moments = [...(dueBefore === undefined ? [] : [momentOf(dueBefore)]), ...(overdue ? [now] : [])];
  return {
    ...same,
    ...(candidateGroups && { groups: candidateGroups }),
    ...(moments.length > 0 && { dueBefore: Math.min(...moments) }),
    limit: requireInteger(limit, 'limit', 1),
  };
}

function momentOf(dueBefore: Date | number): number {
  const ms: unknown = dueBefore instanceof Date ? dueBefore.getTime() : dueBefore;
  if (typeof ms === 'number' && !Number.isNaN(ms)) return ms;
  throw invalidOption('dueBefore', 'epoch ms or a Date', dueBefore);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
