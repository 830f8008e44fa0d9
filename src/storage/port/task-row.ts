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
  readonly run: RunKey;
  readonly runId: string;
  readonly flow: string;
  readonly version: string;
}

/** Which open tasks are wanted. What is left out does not restrict. */
export interface TaskQuery {
  readonly flow?: string;
  readonly runId?: string;
  readonly assignee?: string;
  readonly claimedBy?: string;
  /** Tasks that one of these groups may do. */
  readonly groups?: readonly string[];
  /** Due before, in epoch ms. */
  readonly dueBefore?: number;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: string;
}
