import { passWait, takeSignal } from '../../waiting/signals';
import type { KindRules } from '../kind';

export const WAIT: KindRules<'wait'> = {
  open: (context, token, _place, { signal }) => {
    context.emitNodeEvent('step.started', token, {}, 1);
    const early = takeSignal(context, signal);
    if (early) {
      passWait(context, token, early.payload);
      return;
    }
    token.since = context.state.nextNo;
    context.state.nextNo += 1;
    context.setStatus(token, 'waiting');
  },
};
