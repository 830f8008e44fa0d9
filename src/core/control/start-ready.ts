import { dispatch } from '../routing/dispatch';
import type { Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/** Starts the operations that the pause held back. */
export function startReady(context: TransitionContext, tokens: Iterable<Token> = context.state.tokens.all()): void {
  for (const token of tokens) {
    if (token.status === 'ready') {
      dispatch(context, token, token.phase, token.phase === 'fallback' ? token.attempt : Math.max(token.attempt, 1));
    }
  }
}
