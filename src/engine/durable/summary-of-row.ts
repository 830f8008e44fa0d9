import type { RunRow } from '../../storage/port';
import type { RunSummary } from '../run-summary';

/** A run as a storage lists it. */
export function summaryOfRow({ origin, head }: RunRow): RunSummary {
  const { id, flow, version, correlationId, idempotencyKey, tags } = origin;
  const { status, seq, at, startedAt, endedAt, failure, reason } = head;
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
    ...(failure && { failure }),
    ...(reason !== undefined && { reason }),
  };
}
