import type { Place } from '../../flow';
import { undoneBy, undonePlace } from '../compensation/compensations';
import { partialResults } from '../joins/arrivals';
import { conflictsOf } from '../joins/shared-store';
import { ExecuteEffect } from '../protocol/effect';
import type { Phase } from '../state/phase';
import type { Token } from '../state/token';
import type { Ledger } from '../transition-context';

/**
 * Starts an operation for the token, or keeps it ready while the run is paused. What the operation is given is read off
 * the token alone, so that a resumed or recovered run starts the very same operation.
 */
export function dispatch(ledger: Ledger, token: Token, phase: Phase, attempt: number): void {
  const { state } = ledger;
  token.phase = phase;
  token.attempt = attempt;
  if (state.status === 'paused') {
    ledger.setStatus(token, 'ready');
    return;
  }
  token.op = state.nextOp;
  state.nextOp += 1;
  if (token.inner) ask(ledger, token);
  else if (token.status !== 'executing') ledger.setStatus(token, 'executing');
  else ledger.touch(token);
  if (isStart(phase, attempt, token.place)) {
    if (ledger.events) ledger.tellOf('step.started', token, {}, attempt);
    else state.seq += 1;
  }
  ledger.effects.push(phase === 'compensate' ? compensation(ledger, token) : operation(ledger, token));
}

/** A join asks for a verdict while its branches are on their way, and stays open. */
function ask(ledger: Ledger, token: Token): void {
  ledger.setStatus(token, 'open');
  ledger.state.busy += 1;
}

/** Whether an attempt of a step begins with the operation. */
function isStart(phase: Phase, attempt: number, { leaf }: Place): boolean {
  if (phase === 'execute') return attempt > 1 || leaf === 'plain';
  if (attempt > 1) return phase === 'complete';
  return phase === 'prepare' || phase === 'request';
}

function operation(ledger: Ledger, token: Token): ExecuteEffect {
  const { state } = ledger;
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
    case 'pull':
      given = token.inner?.next;
      break;
    case 'key':
      given = place.line?.key;
      break;
    case 'length':
      given = place.definition.kind === 'sleep' ? place.definition.length : undefined;
      break;
    case 'merge':
      given = token.inner && conflictsOf(state, token.inner);
      break;
    default:
  }
  // Where events are told, the path is there already, and outputs need it too.
  const path = ledger.events && ledger.pathOf(token);
  return new ExecuteEffect(token, op, phase, place, visit, attempt, input, given, path);
}

function compensation(ledger: Ledger, token: Token): ExecuteEffect {
  const { op, visit, attempt } = token;
  const undone = undoneBy(ledger, token);
  const place = undonePlace(ledger, token) ?? token.place;
  return new ExecuteEffect(token, op, 'compensate', place, visit, attempt, undone?.input, undone, undone?.path);
}
