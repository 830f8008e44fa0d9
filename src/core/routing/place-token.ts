import type { InputMapping, Place } from '../../flow';
import { isStep } from '../kinds/is-step';
import type { Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { setTimer } from '../waiting/timers';
import { inputOf } from './assemble-input';

/** Puts a token onto a place without starting the place. */
export function placeToken(token: Token, place: Place, value: unknown, mapping: InputMapping | undefined): void {
  token.place = place;
  token.phase = 'execute';
  token.attempt = 0;
  token.since = 0;
  token.input = mapping === undefined ? value : inputOf(token.frame, mapping, value);
}

/** Announces the visit of a place and sets its deadline. Returns whether the visit begins only after a delay. */
export function schedule(context: TransitionContext, token: Token, place: Place): boolean {
  if (isStep(place)) {
    if (context.events)
      context.emitNodeEvent(
        'step.scheduled',
        token,
        place.delayMs > 0 ? { visit: token.visit, delayMs: place.delayMs } : { visit: token.visit },
      );
    else context.state.seq += 1;
  }
  if (place.deadlineMs > 0) setTimer(context, token, 'deadline', place.deadlineMs);
  if (place.delayMs === 0) return false;
  context.setStatus(token, 'delayed');
  setTimer(context, token, 'delay', place.delayMs);
  return true;
}
