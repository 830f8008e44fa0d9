import { unwind } from '../compensation/unwind';
import { arrive } from '../joins/arrive';
import { endRun } from '../outcomes/end-run';
import { framePath } from '../state/path';
import type { Frame, Token } from '../state/token';
import type { Ledger } from '../transition-context';
import { releaseSlot } from '../waiting/permits';
import { clearTimers } from '../waiting/timers';
import { spawn } from './enter';
import { leaveFrame } from './leave-frame';
import { edgeOf, notStraight, notWired } from './routes';
import { take } from './take-edge';

/** Takes a token out of its place by an action: along an edge, or out of the activation that it is in. */
export function leave(ledger: Ledger, token: Token, action: string, value: unknown): void {
  if (token.extra) settle(ledger, token);
  const { frame } = token;
  switch (frame.scope.kind) {
    case 'flow':
      if (token.place.kind === 'exit') leaveFlow(ledger, token, frame, value);
      else follow(ledger, token, action, value);
      return;
    case 'within':
      leaveFrame(ledger, token, frame, action, value);
      return;
    case 'repeat':
      if (action === 'again') goRound(ledger, token, frame, value);
      else leaveFrame(ledger, token, frame, action, value);
      return;
    case 'pipe':
      leavePart(ledger, token, frame, action, value);
      return;
    default:
      arrive(ledger, token, { ok: true, action, value });
  }
}

/** Nothing of a visit outlives it. */
function settle(ledger: Ledger, token: Token): void {
  clearTimers(ledger, token);
  if (token.extra?.slot) releaseSlot(ledger, token);
  token.extra = undefined;
  ledger.touch(token);
}

function follow(ledger: Ledger, token: Token, action: string, value: unknown): void {
  const { place } = token;
  const edge = edgeOf(place, action);
  if (!edge) {
    ledger.agenda.push({ kind: 'fail', token, failure: notWired(ledger, place, action) });
    return;
  }
  take(ledger, token, edge, value);
}

function leaveFlow(ledger: Ledger, token: Token, frame: Frame, value: unknown): void {
  const { definition, key } = token.place;
  const action = frame.scope.exits === 1 ? 'next' : key;
  const compensate = definition.kind === 'exit' && definition.compensate;
  if (!frame.token) {
    const ending = { status: 'completed', action: key, value } as const;
    if (compensate) unwind(ledger, token, { scope: '' }, { kind: 'end', ending });
    else endRun(ledger, ending);
    return;
  }
  if (compensate) unwind(ledger, token, { scope: framePath(frame) }, { kind: 'leave', action, value });
  else leaveFrame(ledger, token, frame, action, value);
}

function goRound(ledger: Ledger, token: Token, frame: Frame, value: unknown): void {
  const { definition } = frame.place;
  const round = frame.next + 1;
  if (definition.kind === 'repeat' && round >= definition.max) {
    leaveFrame(ledger, token, frame, 'exhausted', value);
    return;
  }
  frame.next = round;
  ledger.touchFrame(frame);
  ledger.remove(token);
  const [body] = frame.place.children;
  if (body) spawn(ledger, frame, 0, body, token.visit + 1, value);
}

function leavePart(ledger: Ledger, token: Token, frame: Frame, action: string, value: unknown): void {
  const following = frame.place.children[frame.next + 1];
  if (!following) {
    leaveFrame(ledger, token, frame, action, value);
    return;
  }
  if (action !== 'next') {
    ledger.agenda.push({ kind: 'fail', token, failure: notStraight(ledger, frame, action) });
    return;
  }
  frame.next += 1;
  ledger.touchFrame(frame);
  ledger.remove(token);
  spawn(ledger, frame, 0, following, 1, value);
}
