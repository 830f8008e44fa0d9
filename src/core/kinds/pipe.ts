import type { FailureRecord } from '../../errors';
import { coreFailure } from '../core-failure';
import { leaveFrame } from '../routing/leave-frame';
import { spawn } from '../routing/spawn';
import type { Frame } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { openBody } from './bodies/body';
import type { KindRules } from './kind';

export const PIPE: KindRules<'pipe'> = {
  open: (context, token, place) => {
    openBody(context, token, place, 1);
  },
  sequence: {
    leave: (context, { token, frame, action, value }) => {
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
    },
    route: (context, { frame }, action) => {
      if (frame.next + 1 === frame.place.children.length) return 'outside';
      return action === 'next' ? 'inside' : notStraight(context, frame, action);
    },
  },
};

function notStraight(context: TransitionContext, { next, place }: Frame, action: string): FailureRecord {
  const message = `part ${next + 1} of the pipe "${place.node}" took the action "${action}"; only the last part may branch`;
  return coreFailure(context, 'UNDECLARED_ACTION', message);
}
