import type { EachDefinition, Edge } from '../flow';
import type { ExecuteEffect } from './protocol/effect';
import { edgeOf } from './routing/edges';
import type { RunState } from './state/run-state';
import type { Frame, Token } from './state/token';

/** The events of a step: completed, route taken, scheduled, started. */
const EVENTS_OF_A_STEP = 4;

/**
 * Advances a run by a completed operation of a plain step, in nearly all cases without a full transition. Has the
 * effect of {@link advance}, for a driver that needs neither changes nor events. Returns `on` if the next step has
 * started and the effect has become its operation, `over` if the token was a branch and others are still running, and
 * `undefined`, without changing anything, if a full transition is needed.
 */
export function advanceDirect(
  state: RunState,
  effect: ExecuteEffect,
  action: string,
  value: unknown,
): 'on' | 'over' | undefined {
  const { at: token, place } = effect;
  if (effect.phase !== 'execute' || state.status !== 'running' || token.op !== effect.op || token.details)
    return undefined;
  if (token.frame.join) {
    if (place.leaf !== 'plain' || place.compensates || !isOneOfMany(state, token.frame)) return undefined;
    recordArrival(state, token, action, value);
    return 'over';
  }
  const edge = action === 'next' ? place.next : edgeOf(place, action);
  return edge?.direct && moveAlong(state, effect, edge, value) ? 'on' : undefined;
}

/** Moves the token along the edge. Returns `false` if the target has reached its maximum of visits. */
function moveAlong(state: RunState, effect: ExecuteEffect, { target }: Edge, value: unknown): boolean {
  const { at: token } = effect;
  const { visits } = token.frame;
  const visit = (visits?.[target.index] ?? 0) + 1;
  if (!visits || visit > target.maxVisits) return false;
  const op = state.nextOp;
  state.nextOp = op + 1;
  state.seq += EVENTS_OF_A_STEP;
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

/**
 * Whether an arrival at the join is only recorded, and something else keeps the run busy. Switches over the kinds instead of
 * looking them up, because it is called for each branch.
 */
function isOneOfMany({ busy }: RunState, { join, scope, next, input }: Frame): boolean {
  if (!join || busy < 2) return false;
  const { definition, children } = scope;
  switch (definition.kind) {
    case 'all':
      return definition.until === undefined && join.arrived + 1 < children.length;
    case 'settle':
      return join.arrived + 1 < children.length;
    case 'each':
      return (
        Array.isArray(input) && !definition.progress && isAllStarted(definition, input, next) && join.arrived + 1 < next
      );
    case 'any':
    case 'race':
    case 'flow':
    case 'ref':
    case 'repeat':
    case 'within':
    case 'pipe':
    case 'step':
    case 'function':
    case 'sleep':
    case 'wait':
    case 'exit':
      return false;
  }
}

function isAllStarted({ chunk = 1 }: EachDefinition, { length }: readonly unknown[], next: number): boolean {
  return next * chunk >= length;
}

/** Records the end of a branch. */
function recordArrival(state: RunState, token: Token, action: string, value: unknown): void {
  const { frame, item } = token;
  state.seq += 1;
  state.busy -= 1;
  token.op = 0;
  token.status = 'gone';
  state.tokens.remove(token);
  frame.drop(token);
  if (!frame.join) return;
  frame.join.arrivals[item] = { ok: true, action, value };
  frame.join.arrived += 1;
}
