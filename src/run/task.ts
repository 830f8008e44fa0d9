import type { TaskRequest } from '../step';

/** A task that waits for a person. */
export interface Task {
  readonly request: TaskRequest;
  readonly createdAt: number;
  readonly assignee: string | undefined;
  /** Who has taken the task, where somebody has. */
  readonly claimedBy: string | undefined;
}

/** How a task was completed: acknowledged together with the form. */
export interface TaskCompletion {
  readonly form: unknown;
  readonly who: string;
  readonly at: number;
  readonly comment: string | undefined;
}
