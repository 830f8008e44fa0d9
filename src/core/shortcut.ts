import type { EachDefinition, Edge } from '../flow';
import type { ExecuteEffect } from './protocol/effect';
import { edgeOf } from './routing/edges';
import type { RunState } from './state/run-state';
import type { Frame, Token } from './state/token';

/** Completed, route taken, scheduled, started. */
const EVENTS_OF_A_STEP = 4;

/**
 * What a completed operation of a plain step leads to in nearly all cases, in one go. Does what {@link advance} would, for a
 * driver that wants neither changes nor events. Gives `on` where the next step starts and the effect has become its
 * operation, `over` where the token was a branch and others are still on their way, and `undefined`, having changed
 * nothing, where there is more to do.
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
    land(state, token, action, value);
    return 'over';
  }
  const edge = action === 'next' ? place.next : edgeOf(place, action);
  return edge?.direct && hop(state, effect, edge, value) ? 'on' : undefined;
}

/** Moves the token along the edge. Gives false where it has been at the target too often. */
function hop(state: RunState, effect: ExecuteEffect, { target }: Edge, value: unknown): boolean {
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
 * Whether an arrival at the join is only noted, and something else keeps the run busy. The kinds are told apart here and not
 * looked up, because this is asked for each branch.
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

/** The branch has come to its end. */
function land(state: RunState, token: Token, action: string, value: unknown): void {
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
