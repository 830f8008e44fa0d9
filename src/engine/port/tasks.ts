import type { Page } from '../../storage/port';
import type { TaskFilter, TaskView } from './task-view';

/** Who does something. What a name means, only the service knows. */
export interface Actor {
  readonly by: string;
}

/** How a task is completed. */
export interface Completion extends Actor {
  /** What the step's `form` asks for. */
  readonly form?: unknown;
  readonly comment?: string | undefined;
  /** A repetition with the same key gets the first answer, instead of `TASK_CLOSED`. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * What people do in runs. A promise that is fulfilled is the acknowledgement: what it says was written, is not lost, and will not
 * be overtaken by a time limit. All but {@link Tasks.list} and {@link Tasks.get} ask the engine's `authorize`.
 *
 * @throws {MillraceError} `TASK_UNKNOWN`, `TASK_CLOSED` with who or what has closed it and when, `TASK_CLAIMED` with who has claimed it,
 * `TASK_FORBIDDEN`, `INVALID_OPTION`, `ENGINE_STOPPED`
 *
 * @example
 * const { items } = await engine.tasks.list({ candidateGroups: ['managers'] });
 * await engine.tasks.claim(items[0].id, { who: 'ann' });
 * await engine.tasks.complete(items[0].id, { who: 'ann', form: { approved: true } });
 */
export interface Tasks {
  /** Open tasks in the order in which they were opened. */
  readonly list: (filter?: TaskFilter) => Promise<Page<TaskView>>;
  /** A task, open or closed, for as long as its run is known; `undefined` if there is none. */
  readonly get: (id: string) => Promise<TaskView | undefined>;
  /** Takes a task, so that nobody else completes it. Claiming it twice changes nothing. */
  readonly claim: (id: string, claim: Actor) => Promise<TaskView>;
  /** Gives a claimed task back. One that nobody has claimed stays as it is. */
  readonly release: (id: string, release: Actor) => Promise<TaskView>;
  /** Gives a task to somebody else; a claim ends with it. */
  readonly reassign: (
    id: string,
    reassignment: Actor & { readonly to: string; readonly reason?: string | undefined },
  ) => Promise<TaskView>;
  /**
   * Completes a task. The form is checked before; what the step's `complete` does with it comes afterwards.
   *
   * @throws {InputError} `INVALID_FORM` with every issue; nothing was acknowledged then
   */
  readonly complete: (id: string, completion: Completion) => Promise<TaskView>;
  /** Says that a task will not be done: its node fails with `TASK_CANCELLED`, and goes along `error` if that is wired. */
  readonly cancel: (id: string, cancellation: Actor & { readonly reason?: string | undefined }) => Promise<TaskView>;
}
