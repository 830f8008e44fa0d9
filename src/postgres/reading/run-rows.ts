import { type RunColumns, runRowOf } from '../../storage/adapter-kit';
import type { JournalEntry, Message, RunHead, StoredRun } from '../../storage/port';

/** A row of the view `stored_run`. */
export interface SqlStoredRun extends RunColumns {
  readonly rev: number;
  readonly checkpoint: number;
  readonly input: string;
  readonly records: readonly (readonly [name: string, body: string])[] | null;
  readonly entries: readonly (readonly [no: number, seq: number, at: number, body: string])[] | null;
  readonly inbox: readonly SqlMessage[] | null;
}

export type SqlMessage = readonly [no: number, token: number | null, task: number | null, body: string | null];

/** The query for {@link RunColumns}; append a condition on `run`, `origin` or `flow`. */
export const SELECT_RUN = `
  select run.key, run.status, run.ended, run.busy, run.seq, run.wake, run.started, run.at, run.ending,
    origin.id, flow.name as flow, flow.version, flow.hash, correlation, idempotency, created, tags
  from @run join @origin on origin.key = run.key join @flow on flow.id = run.flow`;

export function storedRunOf(row: SqlStoredRun): StoredRun {
  return {
    ...runRowOf(row),
    rev: row.rev,
    input: row.input,
    checkpoint: row.checkpoint,
    records: (row.records ?? []).map(([name, body]) => ({ name, body })),
    entries: (row.entries ?? []).map(([no, seq, at, body]): JournalEntry => ({ no, seq, at, body })),
    inbox: (row.inbox ?? []).map(messageOf),
  };
}

export function messageOf([no, token, task, body]: SqlMessage): Message {
  return token === null
    ? { no, kind: 'sent', body: body ?? '', task: task ?? undefined }
    : { no, kind: 'permit', token };
}

/** Returns the columns of a head. */
export function headColumns({ status, endedAt, busy, seq, wakeAt, startedAt, at, ending }: RunHead) {
  return { status, ended: endedAt, busy, seq, wake: wakeAt, started: startedAt, at: JSON.stringify(at), ending };
}
