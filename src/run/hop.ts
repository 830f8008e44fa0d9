import { ExecuteEffect } from './effect';
import type { OperationCompleted } from './happening';
import type { RunState } from './run-state';

/** Completed, route taken, scheduled, started. */
const EVENTS = 4;

/**
 * What nearly every completed operation leads to, done in one go: a plain step is done, and its only consequence is that
 * the next one starts. The same as {@link advance} for a driver that wants neither changes nor events. Gives `undefined`,
 * having changed nothing, where there is more to do.
 */
export function hop(state: RunState, done: ExecuteEffect, happening: OperationCompleted): ExecuteEffect | undefined {
  const { place, frame } = done;
  const { action, value } = happening;
  const edge = action === 'next' ? place.next : place.edges.get(action);
  if (edge?.direct !== true || done.phase !== 'execute' || state.status !== 'running' || happening.writes)
    return undefined;
  const { target } = edge;
  const { inner: token, visits } = frame;
  if (!visits || token?.op !== done.op || token.extra) return undefined;
  const visit = (visits[target.index] ?? 0) + 1;
  if (visit > target.maxVisits) return undefined;
  visits[target.index] = visit;
  token.place = target;
  token.visit = visit;
  token.attempt = 1;
  token.input = value;
  const op = state.nextOp;
  token.op = op;
  state.nextOp = op + 1;
  state.seq += EVENTS;
  return new ExecuteEffect(token.id, op, 'execute', target, frame, 0, visit, 1, value, undefined);
}
