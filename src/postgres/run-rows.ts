import type { RunStatus } from '../run';
import type { JournalEntry, Message, RunHead, RunRow, StoredRun } from '../storage';

/** What makes a {@link RunRow}. */
export interface SqlRun {
  readonly key: number;
  readonly status: RunStatus;
  readonly ended: number | null;
  readonly busy: boolean;
  readonly seq: number;
  readonly wake: number | null;
  readonly started: number;
  readonly at: string;
  readonly ending: string | null;
  readonly id: string;
  readonly flow: string;
  readonly version: string;
  readonly hash: string;
  readonly correlation: string | null;
  readonly idempotency: string | null;
  readonly created: number;
  readonly tags: readonly string[];
}

/** A row of the view `stored_run`. */
export interface SqlStoredRun extends SqlRun {
  readonly rev: number;
  readonly checkpoint: number;
  readonly input: string;
  readonly records: readonly (readonly [name: string, body: string])[] | null;
  readonly entries: readonly (readonly [no: number, seq: number, at: number, body: string])[] | null;
  readonly inbox: readonly SqlMessage[] | null;
}

export type SqlMessage = readonly [no: number, token: number | null, task: number | null, body: string | null];

/** Selects {@link SqlRun}s; a condition on `run`, `origin` or `flow` follows. */
export const SELECT_RUN = `
  select run.key, run.status, run.ended, run.busy, run.seq, run.wake, run.started, run.at, run.ending,
    origin.id, flow.name as flow, flow.version, flow.hash, correlation, idempotency, created, tags
  from @run join @origin on origin.key = run.key join @flow on flow.id = run.flow`;

export function runRowOf(row: SqlRun): RunRow {
  return {
    key: row.key,
    origin: {
      id: row.id,
      flow: row.flow,
      version: row.version,
      hash: row.hash,
      correlationId: row.correlation ?? row.id,
      idempotencyKey: row.idempotency ?? undefined,
      tags: row.tags,
      createdAt: row.created,
    },
    head: {
      status: row.status,
      seq: row.seq,
      busy: row.busy,
      wakeAt: row.wake ?? undefined,
      at: placesIn(row.at),
      startedAt: row.started,
      endedAt: row.ended ?? undefined,
      ending: row.ending ?? undefined,
    },
  };
}

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
  return token === null ? { no, kind: 'sent', body: body ?? '', task: task ?? undefined } : { no, kind: 'slot', token };
}

/** The columns of a head. */
export function headColumns({ status, endedAt, busy, seq, wakeAt, startedAt, at, ending }: RunHead) {
  return { status, ended: endedAt, busy, seq, wake: wakeAt, started: startedAt, at: JSON.stringify(at), ending };
}

/** Reads a list of texts that this storage has written. */
function placesIn(json: string): readonly string[] {
  return JSON.parse(json) as readonly string[];
}
