import type { Duration } from './duration';

/** Describes a task to the people who may do it. What cannot be is refused, and the node fails with `INVALID_OPTION`. */
export interface TaskRequest {
  readonly title: string;
  readonly description?: string | undefined;
  /** Who is to do it. */
  readonly assignee?: string | undefined;
  /** Of whose members one may do it. What a group is, only the service knows. */
  readonly candidateGroups?: readonly string[] | undefined;
  /** A whole number; the higher, the more urgent. Default: 0. */
  readonly priority?: number | undefined;
  /** When it should be done: a moment, or how long from now. The task stays open after that; `within` is what closes it. */
  readonly due?: Date | Duration | undefined;
  /** When the event `task.reminded` is told: so long before `due`, or after the task was opened. */
  readonly reminder?: TaskReminder | undefined;
  /** Offers the task to another group if nobody has done it by then. */
  readonly escalation?: TaskEscalation | undefined;
}

/** When people are reminded of a task. */
export type TaskReminder =
  | { readonly before: Duration; readonly after?: undefined }
  | { readonly after: Duration; readonly before?: undefined };

/** After how long a task is offered to another group. Whoever had claimed it has to claim it again. */
export interface TaskEscalation {
  readonly after: Duration;
  readonly to: string;
}

/** A {@link TaskRequest} that was checked, with all moments in epoch ms. */
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

/** How a task was completed: acknowledged together with the form. */
export interface TaskCompletion {
  readonly by: string;
  /** Epoch ms of the acknowledgement. */
  readonly at: number;
  readonly comment: string | undefined;
}
