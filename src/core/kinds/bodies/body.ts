import type { Place } from '../../../flow';
import { openFrame } from '../../routing/open-frame';
import { spawn } from '../../routing/spawn';
import type { Token } from '../../state/token';
import type { TransitionContext } from '../../transition-context';

/** Opens a composite and starts its first child. */
export function openBody(context: TransitionContext, token: Token, place: Place, visit: number): void {
  const frame = openFrame(context, token, place);
  const [body] = place.children;
  if (body) spawn(context, frame, 0, body, visit, token.input);
}
