import type { OpenTask } from '../../port';

/** The columns of an open task in the result of a query. */
export interface TaskColumns {
  readonly no: number;
  readonly rev: number;
  readonly answered: boolean;
  readonly run: number;
  readonly token: number;
  readonly path: string;
  readonly node: string;
  readonly assignee: string | null;
  readonly claimed_by: string | null;
  readonly candidate_groups: readonly string[];
  readonly priority: number;
  readonly due: number | null;
  readonly created: number;
  readonly body: string;
  /** Id of the run. */
  readonly id: string;
  readonly flow: string;
  readonly version: string;
}

/** Converts the columns of an open task to the task that the port returns. */
export function openTaskOf(row: TaskColumns): OpenTask {
  return {
    rev: row.rev,
    answered: row.answered,
    token: row.token,
    path: row.path,
    node: row.node,
    assignee: row.assignee ?? undefined,
    claimedBy: row.claimed_by ?? undefined,
    candidateGroups: row.candidate_groups,
    priority: row.priority,
    dueAt: row.due ?? undefined,
    createdAt: row.created,
    body: row.body,
    run: row.run,
    runId: row.id,
    flow: row.flow,
    version: row.version,
  };
}
