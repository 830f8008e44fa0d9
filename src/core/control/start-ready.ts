import { dispatch } from '../routing/dispatch';
import type { TransitionContext } from '../transition-context';

/** Starts the operations that the pause held back. */
export function startReady(context: TransitionContext): void {
  for (const token of context.state.tokens.all()) {
    if (token.status === 'ready') {
      dispatch(context, token, token.phase, token.phase === 'fallback' ? token.attempt : Math.max(token.attempt, 1));
    }
  }
}
