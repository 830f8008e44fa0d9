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
  /** The request of the task, and the trail of actions on it. */
  readonly body: Body;
}

/** An open task with its run. */
export interface OpenTask extends TaskRow {
  /** Increases with every change of the row. */
  readonly rev: number;
  /** Whether the task accepts no more actions: its answer was sent to the run, which has not consumed it yet. */
  readonly answered: boolean;
  readonly run: RunKey;
  readonly runId: string;
  readonly flow: string;
  readonly version: string;
}

/** The change of a task by a message about it: the row changes immediately, the run when it consumes the message. */
export interface TaskChange {
  /** The new row, which replaces the row with the same token and path. */
  readonly row: TaskRow;
  /** The revision of the row that was read. */
  readonly rev: number;
  /** Whether the task accepts no more actions. */
  readonly answered: boolean;
}

/** A filter for open tasks. Omitted criteria do not restrict it. */
export interface TaskQuery {
  readonly flow?: string;
  readonly runId?: string;
  readonly path?: string;
  readonly assignee?: string;
  /** With `assignee`: includes tasks that have none. */
  readonly orUnassigned?: boolean;
  readonly claimedBy?: string;
  /** Tasks that one of these groups may perform. */
  readonly groups?: readonly string[];
  /** Due before, in epoch ms. */
  readonly dueBefore?: number;
  /** Includes tasks that accept no more actions. */
  readonly withAnswered?: boolean;
  readonly limit: number;
  /** `next` of the previous page. */
  readonly after?: string;
}
