import type { InputMapping, Place } from '../../flow';
import { declaresInput, openAccepted } from '../kinds/called-flow';
import { kindOf } from '../kinds/kinds';
import type { Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { needsPermit, queueToken } from '../waiting/permits';
import { dispatch } from './dispatch';
import { openLeaf } from './open-leaf';
import { placeToken, schedule } from './place-token';

/** Puts a token onto a place and starts the place. */
export function enter(
  context: TransitionContext,
  token: Token,
  place: Place,
  value: unknown,
  mapping: InputMapping | undefined,
): void {
  placeToken(token, place, value, mapping);
  if (place.kind === 'exit' && mapping?.kind !== 'via')
    context.agenda.push({ kind: 'leave', token, action: 'next', value: token.input });
  else if (!schedule(context, token, place)) begin(context, token);
}

/** Starts the place on which the token stands, beginning with the edge's function if it has one. */
export function begin(context: TransitionContext, token: Token): void {
  if (token.details?.via) dispatch(context, token, 'map', 1);
  else open(context, token);
}

/** Starts the place on which the token stands. The token's input is complete. */
export function open(context: TransitionContext, token: Token): void {
  const { place } = token;
  // Most places are steps, so they are not looked up by kind.
  if (place.leaf) openLeaf(context, token, place);
  else if (needsPermit(token, place) && !declaresInput(place)) queueToken(context, token);
  else kindOf(place).open(context, token, place, place.definition);
}

/** Starts a place whose delay or queueing is over. */
export function proceed(context: TransitionContext, token: Token): void {
  if (declaresInput(token.place)) openAccepted(context, token);
  else open(context, token);
}
