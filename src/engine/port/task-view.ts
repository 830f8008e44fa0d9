import type { TaskActionRecord } from '../../core';
import type { JsonSchema } from '../../execution/validation';

/** What has become of a task. A task that somebody has claimed is open. */
export type TaskStatus = 'open' | 'completed' | 'cancelled';

/** A task as people see it. Plain data. */
export interface TaskView {
  /** The id of its run and where in the run it is. It stays the same for as long as the run is on one version of its flow. */
  readonly id: string;
  readonly runId: string;
  readonly flow: string;
  readonly version: string;
  /** Key of the node in its flow. */
  readonly node: string;
  /** Where in the run: `key[item]#visit` segments joined by `/`. */
  readonly path: string;
  readonly status: TaskStatus;
  readonly title: string;
  readonly description?: string;
  readonly assignee?: string;
  /** Of whose members one may do it, those included to which it was escalated. */
  readonly candidateGroups: readonly string[];
  readonly claimedBy?: string;
  /** The higher, the more urgent. */
  readonly priority: number;
  /** Epoch ms. */
  readonly dueAt?: number;
  /** Epoch ms. */
  readonly createdAt: number;
  /**
   * What a form has to be, as JSON Schema. Left out where the step declares no form, where its schema cannot say, or where this
   * engine does not know the flow.
   */
  readonly form?: JsonSchema;
  /** Everything that was done with it, in order; the last says who or what has closed it, if it is closed. */
  readonly trail: readonly TaskActionRecord[];
}

/** Which open tasks are wanted. What is left out does not restrict. */
export interface TaskFilter {
  readonly flow?: string;
  readonly runId?: string;
  readonly assignee?: string;
  /** With `assignee`: tasks that are assigned to nobody are wanted, too. Default: false. */
  readonly orUnassigned?: boolean;
  /** Tasks that one of these groups may do. */
  readonly candidateGroups?: readonly string[];
  readonly claimedBy?: string;
  /** Epoch ms, or a `Date`. */
  readonly dueBefore?: number | Date;
  /** Only what should have been done by now. */
  readonly overdue?: boolean;
  /** Most tasks of a page. Default: 100. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string;
}
