import { parseStrings, type RunColumns, runRowOf } from '../../storage/adapter-kit';
import type { RunHead, RunRow } from '../../storage/port';

/** A row of a run with its origin and flow. SQLite has neither booleans nor lists. */
export interface SqlRun extends Omit<RunColumns, 'busy' | 'tags'> {
  readonly rev: number;
  readonly checkpoint: number;
  readonly last: number | null;
  readonly busy: number;
  readonly tags: string;
}

/** The query for {@link SqlRun}s; append a condition on `run`, `origin` or `flow`. */
export const SELECT_RUN = `
  select run.key, rev, checkpoint, last, status, ended, busy, seq, wake, started, at, ending,
    origin.id, flow.name as flow, version, hash, correlation, idempotency, created, tags
  from run join origin on origin.key = run.key join flow on flow.id = run.flow`;

export function rowOf(row: SqlRun): RunRow {
  return runRowOf({ ...row, busy: row.busy === 1, tags: parseStrings(row.tags) });
}

/** The head columns that most steps change, in the order of {@link passingValues}. */
export const PASSING_COLUMNS = 'busy, seq, wake, started, at, ending';

export function passingValues({ busy, seq, wakeAt, startedAt, at, ending }: RunHead) {
  return [busy ? 1 : 0, seq, wakeAt ?? null, startedAt, JSON.stringify(at), ending ?? null] as const;
}
