import type { RunOrigin, TaskQuery, TaskRow } from '../port';

/** Whether a query finds an open task: for storages that keep tasks in memory. */
export function matchesTaskQuery(
  query: TaskQuery,
  row: TaskRow,
  { flow, id }: Pick<RunOrigin, 'flow' | 'id'>,
): boolean {
  const { groups, dueBefore, assignee } = query;
  const { dueAt, candidateGroups } = row;
  return (
    (query.flow === undefined || query.flow === flow) &&
    (query.runId === undefined || query.runId === id) &&
    (query.path === undefined || query.path === row.path) &&
    (assignee === undefined ||
      assignee === row.assignee ||
      (query.orUnassigned === true && row.assignee === undefined)) &&
    (query.claimedBy === undefined || query.claimedBy === row.claimedBy) &&
    (groups === undefined || candidateGroups.some((group) => groups.includes(group))) &&
    (dueBefore === undefined || (dueAt !== undefined && dueAt < dueBefore))
  );
}
