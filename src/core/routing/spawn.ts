import type { Place } from '../../flow';
import { type Frame, Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { openLeaf } from './open-leaf';
import { placeToken, schedule } from './place-token';

/**
 * Adds a token inside a frame and lets it enter a place: at once if the place opens nothing further, otherwise after
 * the items already on the agenda.
 */
export function spawn(
  context: TransitionContext,
  frame: Frame,
  item: number,
  place: Place,
  visit: number,
  value: unknown,
): void {
  const token = addToken(context, frame, item, place, visit, value);
  if (!place.leaf) {
    context.agenda.push({ kind: 'enter', token, place, value, mapping: undefined });
    return;
  }
  placeToken(token, place, value, undefined);
  if (!schedule(context, token, place)) openLeaf(context, token, place);
}

/** Adds a token inside a frame, which does not enter its place yet. */
export function addToken(
  context: TransitionContext,
  frame: Frame,
  item: number,
  place: Place,
  visit: number,
  value: unknown,
): Token {
  const { state } = context;
  const token = new Token(state.nextToken, frame, item, place);
  token.visit = visit;
  token.input = value;
  state.nextToken += 1;
  frame.put(token);
  context.add(token);
  return token;
}
