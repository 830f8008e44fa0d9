import { unwind } from '../compensation/unwind';
import { arrive } from '../joins/arrive';
import { endRun } from '../outcomes/end-run';
import { framePath } from '../state/path';
import type { Frame, Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { releasePermit } from '../waiting/permits';
import { clearTimers } from '../waiting/timers';
import { spawn } from './enter';
import { leaveFrame } from './leave-frame';
import { edgeOf, notStraight, notWired } from './routes';
import { takeEdge } from './take-edge';

/** Takes a token out of its place by an action: along an edge, or out of the activation that it is in. */
export function leave(context: TransitionContext, token: Token, action: string, value: unknown): void {
  if (token.details) settle(context, token);
  const { frame } = token;
  switch (frame.scope.kind) {
    case 'flow':
      if (token.place.kind === 'exit') leaveFlow(context, token, frame, value);
      else follow(context, token, action, value);
      return;
    case 'within':
      leaveFrame(context, token, frame, action, value);
      return;
    case 'repeat':
      if (action === 'again') goRound(context, token, frame, value);
      else leaveFrame(context, token, frame, action, value);
      return;
    case 'pipe':
      leavePart(context, token, frame, action, value);
      return;
    default:
      arrive(context, token, { ok: true, action, value });
  }
}

/** Nothing of a visit outlives it. */
function settle(context: TransitionContext, token: Token): void {
  clearTimers(context, token);
  if (token.details?.permit) releasePermit(context, token);
  token.details = undefined;
  context.touch(token);
}

function follow(context: TransitionContext, token: Token, action: string, value: unknown): void {
  const { place } = token;
  const edge = edgeOf(place, action);
  if (!edge) {
    context.agenda.push({ kind: 'fail', token, failure: notWired(context, place, action) });
    return;
  }
  takeEdge(context, token, edge, value);
}

function leaveFlow(context: TransitionContext, token: Token, frame: Frame, value: unknown): void {
  const { definition, key } = token.place;
  const action = frame.scope.exits === 1 ? 'next' : key;
  const compensate = definition.kind === 'exit' && definition.compensate;
  if (!frame.token) {
    const ending = { status: 'completed', action: key, value } as const;
    if (compensate) unwind(context, token, { scope: '' }, { kind: 'end', ending });
    else endRun(context, ending);
    return;
  }
  if (compensate) unwind(context, token, { scope: framePath(frame) }, { kind: 'leave', action, value });
  else leaveFrame(context, token, frame, action, value);
}

function goRound(context: TransitionContext, token: Token, frame: Frame, value: unknown): void {
  const { definition } = frame.place;
  const round = frame.next + 1;
  if (definition.kind === 'repeat' && round >= definition.max) {
    leaveFrame(context, token, frame, 'exhausted', value);
    return;
  }
  frame.next = round;
  context.touchFrame(frame);
  context.remove(token);
  const [body] = frame.place.children;
  if (body) spawn(context, frame, 0, body, token.visit + 1, value);
}

function leavePart(context: TransitionContext, token: Token, frame: Frame, action: string, value: unknown): void {
  const following = frame.place.children[frame.next + 1];
  if (!following) {
    leaveFrame(context, token, frame, action, value);
    return;
  }
  if (action !== 'next') {
    context.agenda.push({ kind: 'fail', token, failure: notStraight(context, frame, action) });
    return;
  }
  frame.next += 1;
  context.touchFrame(frame);
  context.remove(token);
  spawn(context, frame, 0, following, 1, value);
}
