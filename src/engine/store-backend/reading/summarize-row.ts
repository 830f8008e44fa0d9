import type { RunRow } from '../../../storage/port';
import type { BodyReader } from '../../../storage/records';
import type { RunSummary } from '../../port/run-summary';
import { endingOf } from '../journal/run-head';

/** Returns the summary of a stored run. */
export function summarizeRow(row: RunRow, reader: BodyReader): RunSummary {
  const { origin, head } = row;
  const { id, flow, version, correlationId, idempotencyKey, tags } = origin;
  const { status, seq, at, startedAt, endedAt } = head;
  return {
    id,
    flow,
    version,
    status,
    correlationId,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    tags,
    seq,
    at,
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...endingOf(reader, row),
  };
}
