import { leaveFrame } from '../../routing/leave-frame';
import { spawn } from '../../routing/spawn';
import type { TransitionContext } from '../../transition-context';
import type { KindRules, Leaving } from '../kind';
import { openBody } from './body';

export const REPEAT: KindRules<'repeat'> = {
  open: (context, token, place) => {
    openBody(context, token, place, 1);
  },
  sequence: {
    leave: (context, leaving, { max }) => {
      const { token, frame, action, value } = leaving;
      if (action !== 'again') leaveFrame(context, token, frame, action, value);
      else if (frame.next + 1 < max) startRound(context, leaving);
      else leaveFrame(context, token, frame, 'exhausted', value);
    },
    route: (_context, _token, action) => (action === 'again' ? 'inside' : 'outside'),
  },
};

function startRound(context: TransitionContext, { token, frame, value }: Leaving): void {
  frame.next += 1;
  context.touchFrame(frame);
  context.remove(token);
  const [body] = frame.place.children;
  if (body) spawn(context, frame, 0, body, token.visit + 1, value);
}
