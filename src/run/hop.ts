import type { Edge } from '../flow';
import type { ExecuteEffect } from './effect';
import type { RunState } from './run-state';

/** Completed, route taken, scheduled, started. */
const EVENTS = 4;

/**
 * What nearly every completed operation leads to, in one go: a plain step is done, and all that follows is the start of the
 * next. For a driver that wants neither changes nor events, it does what {@link advance} would, but makes the effect itself
 * the next operation. Gives false, having changed nothing, where there is more to do.
 */
export function hop(state: RunState, effect: ExecuteEffect, edge: Edge | undefined, value: unknown): boolean {
  const { at: token } = effect;
  if (edge?.direct !== true || effect.phase !== 'execute' || state.status !== 'running') return false;
  const { visits } = token.frame;
  if (!visits || token.op !== effect.op || token.extra) return false;
  const { target } = edge;
  const visit = (visits[target.index] ?? 0) + 1;
  if (visit > target.maxVisits) return false;
  const op = state.nextOp;
  state.nextOp = op + 1;
  state.seq += EVENTS;
  visits[target.index] = visit;
  token.op = op;
  token.place = target;
  token.visit = visit;
  token.attempt = 1;
  token.input = value;
  effect.op = op;
  effect.place = target;
  effect.visit = visit;
  effect.attempt = 1;
  effect.input = value;
  effect.knownPath = undefined;
  return true;
}
