import { arrive } from '../joins/arrive';
import { kindOf } from '../kinds/kinds';
import type { Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { releasePermit } from '../waiting/permits';
import { clearTimers } from '../waiting/timers';
import { edgeOf, notWired } from './edges';
import { takeEdge } from './take-edge';

/** Moves a token out of its place by an action: along an edge, or by the rules of the activation around it. */
export function leave(context: TransitionContext, token: Token, action: string, value: unknown): void {
  if (token.details) clearVisit(context, token);
  const { frame, place } = token;
  const { scope } = frame;
  if (scope.kind === 'flow' && place.kind !== 'exit') follow(context, token, action, value);
  else if (frame.join) arrive(context, token, { ok: true, action, value });
  else kindOf(scope).sequence?.leave(context, { token, frame, action, value }, scope.definition);
}

/** Clears everything that belongs to the visit alone. */
function clearVisit(context: TransitionContext, token: Token): void {
  clearTimers(context, token);
  if (token.details?.permit) releasePermit(context, token);
  token.details = undefined;
  context.touch(token);
}

function follow(context: TransitionContext, token: Token, action: string, value: unknown): void {
  const { place } = token;
  const edge = edgeOf(place, action);
  if (edge) takeEdge(context, token, edge, value);
  else context.agenda.push({ kind: 'fail', token, failure: notWired(context, place, action) });
}
