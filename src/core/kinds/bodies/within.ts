import { leaveFrame } from '../../routing/leave-frame';
import { setTimer } from '../../waiting/timers';
import type { KindRules } from '../kind';
import { openBody } from './body';

export const WITHIN: KindRules<'within'> = {
  open: (context, token, place, { ms }) => {
    setTimer(context, token, 'within', ms);
    openBody(context, token, place, token.visit);
  },
  sequence: {
    leave: (context, { token, frame, action, value }) => {
      leaveFrame(context, token, frame, action, value);
    },
    route: () => 'outside',
  },
};
