import type { RunStatus } from '../run';
import type { RunHead, RunRow } from '../storage';
import type { SqlValue } from './driver/driver';

/** What makes a {@link RunRow}: a run with its origin and flow. */
export interface SqlRun {
  readonly key: number;
  readonly rev: number;
  readonly checkpoint: number;
  readonly last: number | null;
  readonly status: RunStatus;
  readonly ended: number | null;
  readonly busy: number;
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
  readonly tags: string;
}

/** Selects {@link SqlRun}s; a condition on `run`, `origin` or `flow` follows. */
export const SELECT_RUN = `
  select run.key, rev, checkpoint, last, status, ended, busy, seq, wake, started, at, ending,
    origin.id, flow.name as flow, version, hash, correlation, idempotency, created, tags
  from run join origin on origin.key = run.key join flow on flow.id = run.flow`;

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
      tags: listOf(row.tags),
      createdAt: row.created,
    },
    head: {
      status: row.status,
      seq: row.seq,
      busy: row.busy === 1,
      wakeAt: row.wake ?? undefined,
      at: listOf(row.at),
      startedAt: row.started,
      endedAt: row.ended ?? undefined,
      ending: row.ending ?? undefined,
    },
  };
}

/** Columns of a head that most steps change, in the order of {@link passingValues}. */
export const PASSING_COLUMNS = 'busy, seq, wake, started, at, ending';

export function passingValues({ busy, seq, wakeAt, startedAt, at, ending }: RunHead): readonly SqlValue[] {
  return [busy ? 1 : 0, seq, wakeAt ?? null, startedAt, JSON.stringify(at), ending ?? null];
}

/** Reads a list of texts that this storage has written. */
export function listOf(json: string): readonly string[] {
  return JSON.parse(json) as readonly string[];
}
