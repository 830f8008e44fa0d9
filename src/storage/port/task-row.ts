import type { Body, RunKey } from './stored-run';

/** An open task, as far as it can be asked for. */
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
  /** What the task says, and who did what with it. */
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

/** What sending something about a task makes of it: the people's side of a task is in its row, and the run follows. */
export interface TaskChange {
  /** The row as it is from now on; token and path say which. */
  readonly row: TaskRow;
  /** The row's revision as it was read. */
  readonly rev: number;
  /** Whether the task takes nothing more. */
  readonly answered: boolean;
}

/** Which open tasks are wanted. What is left out does not restrict. */
export interface TaskQuery {
  readonly flow?: string;
  readonly runId?: string;
  readonly path?: string;
  readonly assignee?: string;
  /** With `assignee`: tasks that have none are wanted, too. */
  readonly orUnassigned?: boolean;
  readonly claimedBy?: string;
  /** Tasks that one of these groups may do. */
  readonly groups?: readonly string[];
  /** Due before, in epoch ms. */
  readonly dueBefore?: number;
  /** Whether tasks are wanted, too, that take nothing more. */
  readonly withAnswered?: boolean;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: string;
}
