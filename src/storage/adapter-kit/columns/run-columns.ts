import type { RunStatus } from '../../../core';
import type { RunRow } from '../../port';

/** The columns of a run in the result of a query. */
export interface RunColumns {
  readonly key: number;
  readonly status: RunStatus;
  readonly ended: number | null;
  readonly busy: boolean;
  readonly seq: number;
  readonly wake: number | null;
  readonly started: number;
  /** JSON. */
  readonly at: string;
  readonly ending: string | null;
  readonly id: string;
  readonly flow: string;
  readonly version: string;
  readonly hash: string;
  /** `null` if it equals the id. */
  readonly correlation: string | null;
  readonly idempotency: string | null;
  readonly created: number;
  readonly tags: readonly string[];
}

/** Converts the columns of a run to the row that the port returns. */
export function runRowOf(row: RunColumns): RunRow {
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
      at: parseStrings(row.at),
      startedAt: row.started,
      endedAt: row.ended ?? undefined,
      ending: row.ending ?? undefined,
    },
  };
}

/** Parses a list of strings that a storage has written as JSON. */
export function parseStrings(json: string): readonly string[] {
  return JSON.parse(json) as readonly string[];
}
