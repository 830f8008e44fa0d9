import { dispatch } from '../../routing/dispatch';
import type { Token } from '../../state/token';
import type { TransitionContext } from '../../transition-context';
import { setTimer } from '../../waiting/timers';
import type { KindRules } from '../kind';

export const SLEEP: KindRules<'sleep'> = {
  open: (context, token, _place, { length, ms }) => {
    if (length) dispatch(context, token, 'length', 1);
    else sleepFor(context, token, ms);
  },
};

/** Puts a token to sleep for `ms`. */
export function sleepFor(context: TransitionContext, token: Token, ms: number): void {
  context.emitNodeEvent('step.started', token, {}, 1);
  context.setStatus(token, 'waiting');
  setTimer(context, token, 'sleep', ms);
}
