import type { Duration } from './duration';

/** The description of a task for the people who may perform it. An invalid one fails the node with `INVALID_OPTION`. */
export interface TaskRequest {
  readonly title: string;
  readonly description?: string | undefined;
  /** The person who is to perform the task. */
  readonly assignee?: string | undefined;
  /** Groups whose members may perform the task. Millrace does not interpret the names. */
  readonly candidateGroups?: readonly string[] | undefined;
  /** A whole number; higher is more urgent. Default: 0. */
  readonly priority?: number | undefined;
  /** Due date, or time from now. The task stays open after that; only `within` closes it. */
  readonly due?: Date | Duration | undefined;
  /** Time of the event `task.reminded`: a time before `due`, or after the task was opened. */
  readonly reminder?: TaskReminder | undefined;
  /** Offers the task to another group if it is still open by then. */
  readonly escalation?: TaskEscalation | undefined;
}

/** The time of a reminder of a task. */
export type TaskReminder =
  | { readonly before: Duration; readonly after?: undefined }
  | { readonly after: Duration; readonly before?: undefined };

/** The time after which a task is offered to another group. A claim on the task ends then. */
export interface TaskEscalation {
  readonly after: Duration;
  readonly to: string;
}

/** A validated {@link TaskRequest}, with all times in epoch ms. */
export interface TaskTerms {
  readonly title: string;
  readonly description?: string;
  readonly assignee?: string;
  readonly candidateGroups?: readonly string[];
  readonly priority?: number;
  readonly dueAt?: number;
  readonly remindAt?: number;
  readonly escalation?: { readonly at: number; readonly to: string };
}

/** The completion of a task, acknowledged together with the form. */
export interface TaskCompletion {
  readonly by: string;
  /** Time of the acknowledgement in epoch ms. */
  readonly at: number;
  readonly comment: string | undefined;
}
