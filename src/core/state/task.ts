import type { TaskCompletion, TaskTerms } from '../../step';

/** The reason why a task was closed without being completed. */
export type TaskCloseReason =
  /** A person cancelled it. */
  | 'cancelled'
  /** The time limit of a `within` was reached. */
  | 'overdue'
  /** The deadline of the node was reached. */
  | 'deadline'
  /** The run continued without it, such as after another branch decided a join. */
  | 'released'
  | 'run-completed'
  | 'run-failed'
  | 'run-cancelled';

/** A record of an action on a task: its type, its time, and the person, if a person acted. */
export interface TaskActionRecord {
  readonly type:
    | 'created'
    | 'claimed'
    | 'released'
    | 'reassigned'
    | 'reminded'
    | 'escalated'
    | 'completed'
    | 'cancelled';
  /** Epoch ms. */
  readonly at: number;
  readonly by?: string;
  /** The new assignee, or the group that may now do the task too. */
  readonly to?: string;
  readonly reason?: string;
  readonly comment?: string;
  readonly because?: TaskCloseReason;
}

/** A task that waits for a person. */
export interface TaskState {
  readonly request: TaskTerms;
  readonly createdAt: number;
  readonly assignee: string | undefined;
  readonly candidateGroups: readonly string[];
  /** The person who has claimed the task, if any. */
  readonly claimedBy: string | undefined;
  /** The actions on the task, in order. */
  readonly trail: readonly TaskActionRecord[];
}

/** A person's answer, with its acknowledgement. */
export interface CompletedForm extends TaskCompletion {
  readonly form: unknown;
}

export function newTask(request: TaskTerms, at: number): TaskState {
  return {
    request,
    createdAt: at,
    assignee: request.assignee,
    candidateGroups: request.candidateGroups ?? [],
    claimedBy: undefined,
    trail: [{ type: 'created', at }],
  };
}

/** Returns the task after an action. */
export function applyTaskAction(task: TaskState, record: TaskActionRecord): TaskState {
  const after = { ...task, trail: [...task.trail, record] };
  switch (record.type) {
    case 'claimed':
      return { ...after, claimedBy: record.by };
    case 'released':
      return { ...after, claimedBy: undefined };
    case 'reassigned':
      return { ...after, assignee: record.to, claimedBy: undefined };
    case 'escalated': {
      // The claimant has not completed the task, so it is open to others again.
      const candidateGroups = [...new Set([...task.candidateGroups, ...(record.to === undefined ? [] : [record.to])])];
      return { ...after, candidateGroups, claimedBy: undefined };
    }
    case 'created':
    case 'reminded':
    case 'completed':
    case 'cancelled':
      return after;
  }
}
