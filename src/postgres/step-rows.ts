import type { Commit } from '../storage';
import { headColumns } from './run-rows';

/** Whether there is more to write than two rows. */
export function hasMore({ checkpoint, consumed, openTasks, closedTasks, slots, movedTo }: Commit): boolean {
  return (checkpoint ?? consumed ?? openTasks ?? closedTasks ?? slots ?? movedTo) !== undefined;
}

/** What every step brings along. */
export function stepRow({ run, rev, head, entry, letGo }: Commit) {
  return {
    run,
    rev,
    ...headColumns(head),
    gone: letGo === true,
    ...(entry && { no: entry.no, entry_seq: entry.seq, entry_at: entry.at, body: entry.body }),
  };
}

/** The same with all that a step may change besides. */
export function fullStepRow(commit: Commit, flow: number | undefined) {
  const { checkpoint, consumed, closedTasks, openTasks, slots } = commit;
  return {
    ...stepRow(commit),
    flow,
    ...(checkpoint && {
      through: checkpoint.through,
      puts: [...new Map(checkpoint.puts.map((put) => [put.name, put])).values()],
      deletes: checkpoint.deletes,
      under: checkpoint.deletesUnder,
    }),
    consumed,
    closed: closedTasks,
    opened: openTasks,
    slots: slots?.map(({ change, token, line, key, limit, total }) => ({
      change,
      token,
      line,
      key,
      most: limit,
      total,
    })),
  };
}

export function charactersOf({ entry, checkpoint, openTasks }: Commit): number {
  let characters = entry?.body.length ?? 0;
  for (const { body } of checkpoint?.puts ?? []) characters += body.length;
  for (const { body } of openTasks ?? []) characters += body.length;
  return characters;
}
