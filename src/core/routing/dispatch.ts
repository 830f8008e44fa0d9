import type { Place } from '../../flow';
import { currentCompensation, placeBeingUndone } from '../compensation/compensations';
import { partialResults } from '../joins/arrivals';
import { conflictsOf } from '../joins/shared-store';
import { ExecuteEffect } from '../protocol/effect';
import type { Phase } from '../state/phase';
import type { Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/** A run with its graph. */
type RunAt = Pick<TransitionContext, 'graph' | 'state'>;

/**
 * Starts an operation for the token, or keeps the token ready while the run is paused. The operation is derived from
 * the token alone, so that a resumed or recovered run starts the same operation.
 */
export function dispatch(context: TransitionContext, token: Token, phase: Phase, attempt: number): void {
  const { state } = context;
  token.phase = phase;
  token.attempt = attempt;
  if (state.status === 'paused') {
    context.setStatus(token, 'ready');
    return;
  }
  token.op = state.nextOp;
  state.nextOp += 1;
  if (token.inner) markJoinBusy(context, token);
  else if (token.status !== 'executing') context.setStatus(token, 'executing');
  else context.touch(token);
  if (isStart(phase, attempt, token.place)) {
    if (context.events) context.emitNodeEvent('step.started', token, {}, attempt);
    else state.seq += 1;
  }
  // With events, the path is computed already; outputs need it too.
  context.effects.push(operationOf(context, token, context.events && context.pathOf(token)));
}

/** Returns the operation that a token has in flight, derived from the token alone. */
export function operationOf(at: RunAt, token: Token, path: string | undefined): ExecuteEffect {
  return token.phase === 'compensate' ? compensation(at, token) : operation(at, token, path);
}

/** A join asks for a verdict while its branches are running, and stays open. */
function markJoinBusy(context: TransitionContext, token: Token): void {
  context.setStatus(token, 'open');
  context.state.busy += 1;
}

/** Whether an attempt of a step begins with the operation. */
function isStart(phase: Phase, attempt: number, { leaf }: Place): boolean {
  if (phase === 'execute') return attempt > 1 || leaf === 'plain';
  if (attempt > 1) return phase === 'complete';
  return phase === 'prepare' || phase === 'request';
}

function operation({ state }: RunAt, token: Token, path: string | undefined): ExecuteEffect {
  const { phase, place, details } = token;
  let { input } = token;
  let given: unknown;
  switch (phase) {
    case 'map':
      given = details?.via?.mapping;
      break;
    case 'execute':
      if (place.leaf === 'phased') input = details?.prepared;
      break;
    case 'finish':
      input = details?.result;
      given = details?.prepared;
      break;
    case 'fallback':
      if (place.leaf === 'phased') input = details?.prepared;
      given = details?.failure;
      break;
    case 'complete':
      given = details?.completion;
      break;
    case 'until':
      given = token.inner && partialResults(token.inner);
      break;
    case 'pull':
      given = token.inner?.next;
      break;
    case 'key':
      given = place.queue?.key;
      break;
    case 'length':
      given = place.definition.kind === 'sleep' ? place.definition.length : undefined;
      break;
    case 'merge':
      given = token.inner && conflictsOf(state, token.inner);
      break;
    case 'accept':
    case 'prepare':
    case 'request':
    case 'compensate':
  }
  const effect = new ExecuteEffect(token, phase, input, given);
  effect.knownPath = path;
  return effect;
}

function compensation(at: RunAt, token: Token): ExecuteEffect {
  const undone = currentCompensation(at, token);
  const effect = new ExecuteEffect(token, 'compensate', undone?.input, undone);
  effect.place = placeBeingUndone(at, token) ?? token.place;
  effect.knownPath = undone?.path;
  return effect;
}
