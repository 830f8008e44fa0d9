import type { Place } from '../../flow';
import { countVisit } from '../routing/count-visit';
import { dispatch } from '../routing/dispatch';
import { openFrame } from '../routing/open-frame';
import { spawn } from '../routing/spawn';
import type { Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { needsPermit, queueToken } from '../waiting/permits';

/** Opens a flow. If it declares its input, the input is validated first. */
export function openFlow(context: TransitionContext, token: Token, flow: Place): void {
  if (declaresInput(token.place)) dispatch(context, token, 'accept', 1);
  else openAtStart(context, token, flow);
}

/** Opens the flow on which the token stands, after its input has been validated. */
export function openAccepted(context: TransitionContext, token: Token): void {
  const { place } = token;
  const flow = calledFlow(place);
  if (needsPermit(token, place)) queueToken(context, token);
  else if (flow) openAtStart(context, token, flow);
}

/** Whether a class or schema validates the input before a flow is entered. */
export function declaresInput(place: Place): boolean {
  const definition = calledFlow(place)?.definition;
  return definition?.kind === 'flow' && definition.input !== undefined;
}

/** Returns the flow that is entered at a place: the place itself, or the flow that it calls. */
function calledFlow(place: Place): Place | undefined {
  return place.kind === 'ref' ? place.start : place;
}

function openAtStart(context: TransitionContext, token: Token, flow: Place): void {
  const frame = openFrame(context, token, flow);
  const { start } = flow;
  if (start) spawn(context, frame, 0, start, countVisit(context, frame, start), token.input);
}
