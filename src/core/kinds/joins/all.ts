import { partialResults } from '../../joins/arrivals';
import { undoLosers } from '../../joins/undo-losers';
import { dispatch } from '../../routing/dispatch';
import { detailsOf, type Token } from '../../state/token';
import type { TransitionContext } from '../../transition-context';
import type { JoinRules, KindRules } from '../kind';
import { allArrived, BRANCHES, openBranches } from './branches';
import { collecting } from './collecting';

const JOIN: JoinRules<'all'> = {
  ...BRANCHES,
  ...collecting(partialResults),
  arrived: (context, { token, frame, join }, definition) => {
    if (allArrived(frame, join)) JOIN.finish(context, token, frame, definition);
    else if (definition.until) dispatchUntil(context, token);
  },
  takesFailures: () => false,
};

export const ALL: KindRules<'all'> = { open: openBranches, join: JOIN };

/** Asks `until` whether the results so far are enough. An arrival during the check makes its verdict stale. */
function dispatchUntil(context: TransitionContext, token: Token): void {
  if (token.op === 0) {
    dispatch(context, token, 'until', 1);
    return;
  }
  detailsOf(token).stale = true;
  context.touch(token);
}

/** Continues after a verdict of `until`. */
export function decideUntil(context: TransitionContext, token: Token, enough: boolean): void {
  const { inner } = token;
  context.touch(token);
  if (inner?.scope.definition.kind !== 'all') return;
  if (!enough) askAgainIfStale(context, token);
  else if (!undoLosers(context, token, inner)) JOIN.finish(context, token, inner, inner.scope.definition);
}

function askAgainIfStale(context: TransitionContext, token: Token): void {
  if (!token.details?.stale) return;
  token.details.stale = false;
  dispatch(context, token, 'until', 1);
}
