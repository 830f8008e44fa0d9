import type { Place } from '../../flow';
import { Frame, type Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/** Opens an activation in a composite on which a token stands. Its input is that of the token, as it was read. */
export function openFrame(context: TransitionContext, token: Token, scope: Place, input: unknown = token.input): Frame {
  const frame = new Frame(token, token.place, scope, input);
  token.phase = 'execute';
  token.attempt = 1;
  token.inner = frame;
  context.setStatus(token, 'open');
  context.touchFrame(frame);
  return frame;
}
