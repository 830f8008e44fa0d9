import { pathOf } from '../../core';
import type { RunQuery } from '../../storage/port';
import type { LiveRun } from '../driver/live-run';
import type { RunSummary } from '../port/run-summary';

export function summarizeRun({ graph, state }: LiveRun): RunSummary {
  const { info, status, seq, startedAt, endedAt, ending } = state;
  const notUndone = state.details?.unwindingFailures ?? [];
  return {
    id: info.id,
    flow: graph.name,
    version: graph.version,
    status,
    correlationId: info.correlationId,
    ...(info.idempotencyKey !== undefined && { idempotencyKey: info.idempotencyKey }),
    tags: info.tags,
    seq,
    at: state.tokens
      .all()
      .filter(({ inner }) => inner === undefined)
      .map(pathOf),
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...(ending?.status === 'failed' && { failure: ending.failure }),
    ...(ending?.status === 'cancelled' && { reason: ending.reason }),
    ...(notUndone.length > 0 && { compensationFailures: [...notUndone] }),
  };
}

/** Returns whether a run matches a query. */
export function matchesQuery({ graph, state }: LiveRun, query: RunQuery): boolean {
  const { flow, version, status, tag, correlationId, since, until } = query;
  const { info, startedAt } = state;
  return (
    (flow === undefined || graph.name === flow) &&
    (version === undefined || graph.version === version) &&
    (since === undefined || startedAt >= since) &&
    (until === undefined || startedAt < until) &&
    (status === undefined || status.includes(state.status)) &&
    (tag === undefined || info.tags.includes(tag)) &&
    (correlationId === undefined || info.correlationId === correlationId)
  );
}
