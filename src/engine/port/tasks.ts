import type { Page } from '../../storage/port';
import type { TaskFilter, TaskView } from './task-view';

/** The person who acts. The application defines the meaning of the name. */
export interface Actor {
  readonly by: string;
}

/** The completion of a task. */
export interface Completion extends Actor {
  /** The form that the step declares. It has to be absent (`undefined` or `null`) if the step declares none. */
  readonly form?: unknown;
  readonly comment?: string | undefined;
  /** A repetition with the same key gets the first result instead of `TASK_CLOSED`. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * The tasks of people in runs. A fulfilled promise is the acknowledgement: the action was written, will not be lost,
 * and takes precedence over a later time limit. All methods except {@link Tasks.list} and {@link Tasks.get} ask the
 * engine's `authorize`.
 *
 * @throws {MillraceError} `TASK_UNKNOWN`, `TASK_CLOSED` with who or what closed it and when, `TASK_CLAIMED` with the
 * claimant, `TASK_FORBIDDEN`, `INVALID_OPTION`, `ENGINE_STOPPED`
 *
 * @example
 * const { items } = await engine.tasks.list({ candidateGroups: ['managers'] });
 * await engine.tasks.claim(items[0].id, { by: 'ann' });
 * await engine.tasks.complete(items[0].id, { by: 'ann', form: { approved: true } });
 */
export interface Tasks {
  /** Returns open tasks in the order of their opening. */
  readonly list: (filter?: TaskFilter) => Promise<Page<TaskView>>;
  /** Returns a task, open or closed, for as long as its run is retained; `undefined` if there is none. */
  readonly get: (id: string) => Promise<TaskView | undefined>;
  /** Claims a task, so that no one else can complete it. A repeated claim has no effect. */
  readonly claim: (id: string, claim: Actor) => Promise<TaskView>;
  /** Releases a claimed task. Has no effect on an unclaimed one. */
  readonly release: (id: string, release: Actor) => Promise<TaskView>;
  /** Assigns a task to another person. Ends any claim. */
  readonly reassign: (
    id: string,
    reassignment: Actor & { readonly to: string; readonly reason?: string | undefined },
  ) => Promise<TaskView>;
  /**
   * Completes a task. The form is checked first; the step's `complete` receives it after the acknowledgement.
   *
   * @throws {InputError} `INVALID_FORM` with every issue; the form was not acknowledged
   */
  readonly complete: (id: string, completion: Completion) => Promise<TaskView>;
  /** Cancels a task: its node fails with `TASK_CANCELLED`, and follows the `error` edge if one is wired. */
  readonly cancel: (id: string, cancellation: Actor & { readonly reason?: string | undefined }) => Promise<TaskView>;
}
