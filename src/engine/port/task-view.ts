import type { TaskActionRecord } from '../../core';
import type { JsonSchema } from '../../execution';

/** The status of a task. A claimed task is open. */
export type TaskStatus = 'open' | 'completed' | 'cancelled';

/** A task as shown to people. Plain data. */
export interface TaskView {
  /** The id of the run and the path of the task. Constant while the run is on one version of its flow. */
  readonly id: string;
  readonly runId: string;
  readonly flow: string;
  readonly version: string;
  /** The key of the node in its flow. */
  readonly node: string;
  /** The position in the run: `key[item]#visit` segments joined by `/`. */
  readonly path: string;
  readonly status: TaskStatus;
  readonly title: string;
  readonly description?: string;
  readonly assignee?: string;
  /** The groups whose members may complete the task, including those it was escalated to. */
  readonly candidateGroups: readonly string[];
  readonly claimedBy?: string;
  /** A higher number is more urgent. */
  readonly priority: number;
  /** Epoch ms. */
  readonly dueAt?: number;
  /** Epoch ms. */
  readonly createdAt: number;
  /**
   * The JSON Schema of the form. Left out if the step declares no form, if its type has no JSON Schema, or if the flow
   * is not registered with this engine.
   */
  readonly form?: JsonSchema;
  /** All actions on the task, in order. The last one of a closed task states who or what closed it. */
  readonly trail: readonly TaskActionRecord[];
}

/** A filter of open tasks. A property that is left out does not restrict. */
export interface TaskFilter {
  readonly flow?: string;
  readonly runId?: string;
  readonly assignee?: string;
  /** With `assignee`: whether unassigned tasks match, too. Default: false. */
  readonly orUnassigned?: boolean;
  /** Tasks for members of any of these groups. */
  readonly candidateGroups?: readonly string[];
  readonly claimedBy?: string;
  /** Epoch ms, or a `Date`. */
  readonly dueBefore?: number | Date;
  /** Whether only tasks past their due time match. Default: false. */
  readonly overdue?: boolean;
  /** The maximum number of tasks on a page. Default: 100. */
  readonly limit?: number;
  /** The `next` of the previous page. */
  readonly after?: string;
}
