import { errorMessageOf, inspectValue, MillraceError } from '../../errors';
import type { TaskView } from '../port/task-view';
import { claimedTask, forbidden } from './task-errors';

/** An action of a person on a task. */
export type TaskAction = 'claim' | 'release' | 'reassign' | 'complete' | 'cancel';

/** The request to the engine's `authorize`. */
export interface TaskAuthorization {
  readonly action: TaskAction;
  readonly by: string;
  /** The task before the action. */
  readonly task: TaskView;
}

/** Returns whether a person may perform an action. A string is a refusal with its reason. */
export type Authorize = (
  request: TaskAuthorization,
) => boolean | string | undefined | Promise<boolean | string | undefined>;

/**
 * Checks whether a person may perform an action on a task.
 *
 * Only the claimant can claim or complete a claimed task, whatever `authorize` returns: this prevents two people from
 * doing the same work, and is not a matter of rights. The task can be released or reassigned first.
 *
 * Everything else is decided by `authorize`, if set. Without it, an assigned task without candidate groups can be
 * claimed and completed only by its assignee, and a claim can be released only by the claimant. All other actions are
 * allowed: only the application knows its groups, and who may reassign and cancel.
 *
 * @throws {MillraceError} `TASK_CLAIMED`, `TASK_FORBIDDEN`; `INVALID_OPTION` if `authorize` throws, or returns neither a
 * boolean nor a reason
 */
export async function authorizeTask(request: TaskAuthorization, authorize: Authorize | undefined): Promise<void> {
  const { action, by, task } = request;
  const verdict = authorize ? await verdictOf(authorize, request) : defaultRefusal(request);
  if (verdict !== true && verdict !== undefined) {
    throw forbidden(task, by, action, verdict === false ? 'authorize has refused it' : verdict);
  }
  const isClaimedByAnother = task.claimedBy !== undefined && task.claimedBy !== by;
  if (isClaimedByAnother && (action === 'claim' || action === 'complete' || (action === 'release' && !authorize)))
    throw claimedTask(task, by);
}

/** Asks `authorize`. Errors of Millrace that it throws are passed on unchanged. */
async function verdictOf(authorize: Authorize, request: TaskAuthorization): Promise<boolean | string | undefined> {
  let verdict: unknown;
  try {
    verdict = await authorize(request);
  } catch (cause) {
    if (MillraceError.is(cause)) throw cause;
    throw notAuthorized(request, `threw: ${errorMessageOf(cause)}`, cause);
  }
  if (verdict === undefined || typeof verdict === 'boolean' || typeof verdict === 'string') return verdict;
  throw notAuthorized(request, `returned ${inspectValue(verdict)}, expected true, false, a reason or undefined`);
}

function notAuthorized({ action, task }: TaskAuthorization, problem: string, cause?: unknown): MillraceError {
  const message = `authorize: asked for the action "${action}" on the task ${inspectValue(task.title)} (${task.id}), it ${problem}; the task is unchanged`;
  return new MillraceError('INVALID_OPTION', message, { details: { option: 'authorize', id: task.id, action }, cause });
}

function defaultRefusal({ action, by, task: { assignee, candidateGroups } }: TaskAuthorization): string | undefined {
  if (action !== 'claim' && action !== 'complete') return undefined;
  if (assignee === undefined || assignee === by || candidateGroups.length > 0) return undefined;
  return `it is assigned to ${assignee}; reassign it first, or let the engine's authorize decide`;
}
