import { partialResults } from './arrivals';
import { ExecuteEffect } from './effect';
import type { Ledger } from './ledger';
import type { Phase } from './phase';
import { conflictsOf } from './store';
import type { Token } from './token';

/**
 * Starts an operation for the token, or keeps it ready while the run is paused. What the operation is given is read off
 * the token alone, so that a resumed or recovered run starts the very same operation.
 */
export function dispatch(ledger: Ledger, token: Token, phase: Phase, attempt: number): void {
  const { state } = ledger;
  token.phase = phase;
  token.attempt = attempt;
  if (state.status === 'paused' && token.status !== 'open') {
    ledger.setStatus(token, 'ready');
    return;
  }
  token.op = state.nextOp;
  state.nextOp += 1;
  // A join asks for a verdict while its branches are on their way, and stays open.
  if (token.status === 'open') state.busy += 1;
  else if (token.status !== 'executing') ledger.setStatus(token, 'executing');
  ledger.touch(token);
  ledger.effects.push(phase === 'compensate' ? compensation(ledger, token) : operation(ledger, token));
}

function operation(ledger: Ledger, token: Token): ExecuteEffect {
  const { op, phase, place, visit, attempt, extra } = token;
  let { input } = token;
  let given: unknown;
  switch (phase) {
    case 'map':
      given = extra?.via?.mapping;
      break;
    case 'execute':
      if (place.leaf === 'phased') input = extra?.prepared;
      break;
    case 'finish':
      input = extra?.result;
      given = extra?.prepared;
      break;
    case 'fallback':
      if (place.leaf === 'phased') input = extra?.prepared;
      given = extra?.failure;
      break;
    case 'complete':
      given = extra?.completion;
      break;
    case 'until':
      given = token.inner && partialResults(token.inner);
      break;
    case 'merge':
      given = token.inner && conflictsOf(token.inner);
      break;
    default:
  }
  // Where events are told, the path is there already, and outputs need it too.
  const path = ledger.events && ledger.pathOf(token);
  return new ExecuteEffect(token, op, phase, place, visit, attempt, input, given, path);
}

function compensation(ledger: Ledger, token: Token): ExecuteEffect {
  const { op, visit, attempt, extra } = token;
  const undone = ledger.state.extra?.compensations.get(extra?.unwinding?.current ?? 0);
  const place = (undone && ledger.graph.places.get(undone.place)) ?? token.place;
  return new ExecuteEffect(token, op, 'compensate', place, visit, attempt, undone?.input, undone, undone?.path);
}
