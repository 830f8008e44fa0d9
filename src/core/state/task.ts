import type { TaskCompletion, TaskTerms } from '../../step';

/** Why a task was closed that nobody has completed. */
export type TaskCloseReason =
  /** A person has cancelled it. */
  | 'cancelled'
  /** The time that `within` gave it was over. */
  | 'overdue'
  /** The time that the node with all its attempts has was over. */
  | 'deadline'
  /** The run went on without it: another branch has decided, say. */
  | 'released'
  | 'run-completed'
  | 'run-failed'
  | 'run-cancelled';

/** What was done with a task: what, when, and by whom if it was a person. */
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
  /** The new assignee, or the group that may do it, too. */
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
  /** Who has taken the task, where somebody has. */
  readonly claimedBy: string | undefined;
  /** Everything that was done with it, in order. */
  readonly trail: readonly TaskActionRecord[];
}

/** What a person has answered, with how that was acknowledged. */
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

/** The task after something was done with it. */
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
      // Who has claimed it has not done it, so it is free again.
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
