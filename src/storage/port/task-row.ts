import type { Body, RunKey } from './stored-run';

/** The part of an open task that can be queried. */
export interface TaskRow {
  /** Id of the token that waits for it. */
  readonly token: number;
  readonly path: string;
  readonly node: string;
  readonly assignee: string | undefined;
  readonly claimedBy: string | undefined;
  readonly candidateGroups: readonly string[];
  readonly priority: number;
  /** Epoch ms. */
  readonly dueAt: number | undefined;
  readonly createdAt: number;
  /** The request of the task, and the trail of what was done with it. */
  readonly body: Body;
}

/** An open task with its run. */
export interface OpenTask extends TaskRow {
  /** Grows with every change of the row. */
  readonly rev: number;
  /** Whether it takes nothing more: its answer was sent to the run, which has not consumed it yet. */
  readonly answered: boolean;
  readonly run: RunKey;
  readonly runId: string;
  readonly flow: string;
  readonly version: string;
}

/** The change of a task by a message about it: the row changes at once, and the run follows when it consumes the message. */
export interface TaskChange {
  /** The new row; token and path say which one it replaces. */
  readonly row: TaskRow;
  /** The row's revision as it was read. */
  readonly rev: number;
  /** Whether the task takes nothing more. */
  readonly answered: boolean;
}

/** A filter for open tasks. What is left out does not restrict. */
export interface TaskQuery {
  readonly flow?: string;
  readonly runId?: string;
  readonly path?: string;
  readonly assignee?: string;
  /** With `assignee`: includes tasks that have none. */
  readonly orUnassigned?: boolean;
  readonly claimedBy?: string;
  /** Tasks that one of these groups may do. */
  readonly groups?: readonly string[];
  /** Due before, in epoch ms. */
  readonly dueBefore?: number;
  /** Includes tasks that take nothing more. */
  readonly withAnswered?: boolean;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string;
}
