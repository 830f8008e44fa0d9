import { MillraceError } from '../../errors';
import type { Commit, NewRun, SendRequest, TaskRow } from '../port';

/** The default of the option `maxBody` of a storage: the maximum length of one value, 64 Mi characters. */
export const DEFAULT_MAX_BODY = 2 ** 26;

/**
 * Returns the error for a value that is too long, or `undefined` if it may be written.
 *
 * @param what the value, for the message, such as `the input of a run`
 */
export function bodySizeError(what: string, text: string | undefined, limit: number): MillraceError | undefined {
  if (text === undefined || text.length <= limit) return undefined;
  return new MillraceError(
    'PAYLOAD_TOO_LARGE',
    `${what} has ${text.length} characters, and the storage takes ${limit}: keep large things elsewhere and hand on where ` +
      'they are, or raise the option maxBody of the storage',
    { details: { length: text.length, limit } },
  );
}

/** Returns the error for a start with a value that is too long, if there is one. */
export function startSizeError({ input, entry, origin: { flow } }: NewRun, limit: number): MillraceError | undefined {
  return (
    bodySizeError(`the input of a run of flow "${flow}"`, input, limit) ??
    bodySizeError(`the first journal entry of a run of flow "${flow}"`, entry?.body, limit)
  );
}

/** Returns the error for a commit with a value that is too long, if there is one. */
export function commitSizeError({ entry, checkpoint, openTasks }: Commit, limit: number): MillraceError | undefined {
  const problem = bodySizeError(
    'what one step adds to the journal, with what a join behind it puts together,',
    entry?.body,
    limit,
  );
  if (problem ?? !(checkpoint ?? openTasks)) return problem;
  for (const { name, body } of checkpoint?.puts ?? []) {
    const long = bodySizeError(`the record "${name}"`, body, limit);
    if (long) return long;
  }
  for (const task of openTasks ?? []) {
    const long = tooLongTask(task, limit);
    if (long) return long;
  }
  return undefined;
}

/** Returns the error for a message with a value that is too long, if there is one. */
export function sendSizeError({ body, task }: SendRequest, runId: string, limit: number): MillraceError | undefined {
  return bodySizeError(`what is sent to run "${runId}"`, body, limit) ?? (task && tooLongTask(task.row, limit));
}

function tooLongTask({ node, body }: TaskRow, limit: number): MillraceError | undefined {
  return bodySizeError(`the task of node "${node}"`, body, limit);
}
