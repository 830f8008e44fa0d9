import type { Commit, PermitChange } from '../../storage/port';
import { headColumns } from '../reading/run-rows';

/** Returns a commit as the row that the SQL function `commit` reads. */
export function stepRow(commit: Commit, flow: number | undefined) {
  const { run, rev, head, entry, release } = commit;
  return {
    run,
    rev,
    ...headColumns(head),
    gone: release === true,
    ...(entry && { no: entry.no, entry_seq: entry.seq, entry_at: entry.at, body: entry.body }),
    more: moreOf(commit, flow),
  };
}

/** Returns whether a commit writes more than two rows. */
export function hasMore({ checkpoint, consumed, closedTasks, openTasks, permits, movedTo }: Commit): boolean {
  return (checkpoint ?? consumed ?? closedTasks ?? openTasks ?? permits ?? movedTo) !== undefined;
}

function moreOf(commit: Commit, flow: number | undefined) {
  if (!hasMore(commit)) return undefined;
  const { checkpoint, consumed, closedTasks, openTasks, permits } = commit;
  return {
    flow,
    ...(checkpoint && {
      through: checkpoint.through,
      // One statement can write a row only once, so the last of several records with one name counts.
      puts: [...new Map(checkpoint.puts.map((put) => [put.name, put])).values()],
      deletes: checkpoint.deletes,
      under: checkpoint.deletesUnder,
    }),
    consumed,
    closed: closedTasks,
    opened: openTasks,
    // The column name of the first schema.
    slots: permits?.map(slotRow),
  };
}

function slotRow({ queue, ...permit }: PermitChange) {
  if (permit.change === 'release') return { ...permit, line: queue };
  const { limit, ...request } = permit;
  return { ...request, line: queue, most: limit };
}

export function charactersOf({ entry, checkpoint, openTasks }: Commit): number {
  let characters = entry?.body.length ?? 0;
  for (const { body } of checkpoint?.puts ?? []) characters += body.length;
  for (const { body } of openTasks ?? []) characters += body.length;
  return characters;
}
