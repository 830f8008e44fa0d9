import type { TaskInput, TaskState } from '../../core';
import type { Page, TaskQuery } from '../../storage/port';

/** The address of a task. */
export interface TaskAddress {
  readonly runId: string;
  readonly path: string;
}

/** A task as read from the repository. */
export interface KnownTask extends TaskAddress {
  readonly flow: string;
  readonly version: string;
  readonly node: string;
  /** The id of the place of the task in the graph. */
  readonly place: string;
  /** The id of the token that waits for the task; 0 if the task is closed. */
  readonly token: number;
  readonly task: TaskState;
  /** The number of earlier changes of the task, if it is kept in a storage. */
  readonly rev: number;
}

/** The action of a person on a task. Its time is that of the acknowledgement. */
export type SentTaskInput = WithoutHead<TaskInput>;
type WithoutHead<Input> = Input extends unknown ? Omit<Input, 'at' | 'random' | 'token'> : never;

/** A request to write an action, based on the task as read. */
export interface TaskSendRequest {
  readonly known: KnownTask;
  readonly record: SentTaskInput & { readonly acknowledgedAt: number };
  /** The task after the action. */
  readonly after: TaskState;
  readonly idempotencyKey: string | undefined;
}

/** A form to be checked by its step before the acknowledgement. */
export interface FormCheck {
  readonly known: KnownTask;
  readonly form: unknown;
  readonly by: string;
}

/** The repository of an engine's tasks, used by the task service. */
export interface TaskRepository {
  /** Returns a page of open tasks. */
  readonly list: (query: Readonly<TaskQuery>) => Promise<Page<KnownTask>>;
  /** Returns a task, open or closed. */
  readonly find: (address: TaskAddress) => Promise<KnownTask | undefined>;
  /**
   * Calls the `check` of the step.
   *
   * @returns the reason for a refusal; `undefined` if the step accepts the form or the task is no longer open
   * @throws any error that the step throws
   */
  readonly check: (check: FormCheck) => Promise<string | undefined>;
  /**
   * Writes an action and sends it to the run. Returns `stale`, without writing, if the task has changed since it was
   * read.
   *
   * @throws {MillraceError} `IDEMPOTENCY_CONFLICT`, `ENGINE_STOPPED`
   */
  readonly send: (request: TaskSendRequest) => Promise<'sent' | 'repeated' | 'stale' | 'ended'>;
}
