import type { TaskInput, TaskState } from '../../core';
import type { Page, TaskQuery } from '../../storage/port';

/** Which task is meant. */
export interface TaskAddress {
  readonly runId: string;
  readonly path: string;
}

/** A task as it was read. */
export interface KnownTask extends TaskAddress {
  readonly flow: string;
  readonly version: string;
  readonly node: string;
  /** Id of the place at which it is, in the graph. */
  readonly place: string;
  /** Id of the token that waits for it; 0 if it is closed. */
  readonly token: number;
  readonly task: TaskState;
  /** How often it was changed before, where it is kept in a storage. */
  readonly rev: number;
}

/** What a person does with a task; the moment is that of the acknowledgement. */
export type SentTaskInput = WithoutMoment<TaskInput>;
type WithoutMoment<H> = H extends unknown ? Omit<H, 'at' | 'random' | 'token'> : never;

/** Something that a person does with a task, against the task as it was read. */
export interface TaskSendRequest {
  readonly known: KnownTask;
  readonly record: SentTaskInput & { readonly acknowledgedAt: number };
  /** The task after it. */
  readonly after: TaskState;
  readonly idempotencyKey: string | undefined;
}

/** A form that a step is asked about before anything is acknowledged. */
export interface FormCheck {
  readonly known: KnownTask;
  readonly form: unknown;
  readonly by: string;
}

/** Where an engine keeps its tasks: what {@link TaskDesk} needs of it. */
export interface TaskRepository {
  /** Open tasks. */
  readonly list: (query: Readonly<TaskQuery>) => Promise<Page<KnownTask>>;
  /** A task, open or closed. */
  readonly find: (address: TaskAddress) => Promise<KnownTask | undefined>;
  /**
   * Asks the step's `check`. Gives why it refuses the form, and nothing if it takes it or the task is open no longer.
   *
   * @throws what the step throws
   */
  readonly check: (check: FormCheck) => Promise<string | undefined>;
  /**
   * Writes down what a person does, and lets the run follow. `stale`: the task has changed since it was read, and nothing was
   * written.
   *
   * @throws {MillraceError} `IDEMPOTENCY_CONFLICT`, `ENGINE_STOPPED`
   */
  readonly send: (sending: TaskSendRequest) => Promise<'sent' | 'repeated' | 'stale' | 'ended'>;
}
