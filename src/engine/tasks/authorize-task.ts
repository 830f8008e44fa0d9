import type { TaskView } from '../port/task-view';
import { claimedTask, forbidden } from './task-errors';

/** What a person can do with a task. */
export type TaskAction = 'claim' | 'release' | 'reassign' | 'complete' | 'cancel';

/** What is asked of the engine's `authorize`. */
export interface TaskAuthorization {
  readonly action: TaskAction;
  readonly by: string;
  /** The task as it is at this moment. */
  readonly task: TaskView;
}

/** Says whether a person may do something: a text is a refusal with its reason. */
export type Authorize = (
  request: TaskAuthorization,
) => boolean | string | undefined | Promise<boolean | string | undefined>;

/**
 * Who may do what.
 *
 * Whatever `authorize` says, a task that somebody has claimed can be claimed and completed by nobody else: that is no question of
 * rights, but of two people doing the same work. It can be released or reassigned first.
 *
 * Where `authorize` is given, it alone decides all else. Without one, a task that is assigned to a person and offered to no group is
 * claimed and completed by that person, and a claim is released by whoever has made it. Everything else is allowed: what a group is,
 * and who may reassign and cancel, only the service knows.
 *
 * @throws {MillraceError} `TASK_CLAIMED`, `TASK_FORBIDDEN`
 */
export async function authorizeTask(request: TaskAuthorization, authorize: Authorize | undefined): Promise<void> {
  const { action, by, task } = request;
  const verdict = authorize ? await authorize(request) : ownRule(request);
  if (verdict !== true && verdict !== undefined) {
    throw forbidden(task, by, action, verdict === false ? 'authorize has refused it' : verdict);
  }
  const isTaken = task.claimedBy !== undefined && task.claimedBy !== by;
  if (isTaken && (action === 'claim' || action === 'complete' || (action === 'release' && !authorize)))
    throw claimedTask(task, by);
}

function ownRule({ action, by, task: { assignee, candidateGroups } }: TaskAuthorization): string | undefined {
  if (action !== 'claim' && action !== 'complete') return undefined;
  if (assignee === undefined || assignee === by || candidateGroups.length > 0) return undefined;
  return `it is assigned to ${assignee}; reassign it first, or let the engine's authorize decide`;
}
