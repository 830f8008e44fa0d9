import type { Place } from '../../flow';
import type { Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { needsPermit, queueToken } from '../waiting/permits';
import { dispatch } from './dispatch';

/** Starts the first operation of a step, or queues the token for a permit. */
export function openLeaf(context: TransitionContext, token: Token, place: Place): void {
  if (needsPermit(token, place)) {
    queueToken(context, token);
    return;
  }
  switch (place.leaf) {
    case 'plain':
      dispatch(context, token, 'execute', 1);
      return;
    case 'phased':
      dispatch(context, token, 'prepare', 1);
      return;
    case 'human':
      dispatch(context, token, 'request', 1);
      return;
    case undefined:
  }
}
