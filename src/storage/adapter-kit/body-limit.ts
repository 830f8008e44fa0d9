import { MillraceError } from '../../errors';
import type { Commit, NewRun, SendRequest, TaskRow } from '../port';

/** How long one value may be, in characters, unless a storage is told otherwise: 64 Mi. */
export const MAX_BODY = 2 ** 26;

/** Says why a value is refused, or nothing if it may be written. */
export function tooLong(what: string, text: string | undefined, limit: number): MillraceError | undefined {
  if (text === undefined || text.length <= limit) return undefined;
  return new MillraceError(
    'PAYLOAD_TOO_LARGE',
    `${what} has ${text.length} characters, and the storage takes ${limit}: keep large things elsewhere and hand on where ` +
      'they are, or raise the option maxBody of the storage',
    { details: { length: text.length, limit } },
  );
}

/** The same for everything that a start writes. */
export function tooLongToCreate({ input, entry, origin: { flow } }: NewRun, limit: number): MillraceError | undefined {
  return (
    tooLong(`the input of a run of flow "${flow}"`, input, limit) ??
    tooLong(`the first journal entry of a run of flow "${flow}"`, entry?.body, limit)
  );
}

/** The same for everything that a commit writes. */
export function tooLongToCommit({ entry, checkpoint, openTasks }: Commit, limit: number): MillraceError | undefined {
  const problem = tooLong('what one step adds to the journal', entry?.body, limit);
  if (problem ?? !(checkpoint ?? openTasks)) return problem;
  for (const { name, body } of checkpoint?.puts ?? []) {
    const long = tooLong(`the record "${name}"`, body, limit);
    if (long) return long;
  }
  for (const task of openTasks ?? []) {
    const long = tooLongTask(task, limit);
    if (long) return long;
  }
  return undefined;
}

/** The same for everything that a posting writes. */
export function tooLongToPost({ body, task }: SendRequest, runId: string, limit: number): MillraceError | undefined {
  return tooLong(`what is sent to run "${runId}"`, body, limit) ?? (task && tooLongTask(task.row, limit));
}

function tooLongTask({ node, body }: TaskRow, limit: number): MillraceError | undefined {
  return tooLong(`the task of node "${node}"`, body, limit);
}
