import { coreFailure } from '../../core-failure';
import { failuresOf, outcomeOf } from '../../joins/arrivals';
import { mergeLayer } from '../../joins/shared-store';
import { undoLosers } from '../../joins/undo-losers';
import { closeFrame } from '../../routing/leave-frame';
import type { Frame, Token } from '../../state/token';
import type { TransitionContext } from '../../transition-context';
import type { JoinRules } from '../kind';
import { allArrived, BRANCHES } from './branches';

/** The rules of a join that is decided by the first branch that succeeds. */
export const WINNER = {
  ...BRANCHES,
  arrived: (context, { token, frame, join, arrival }) => {
    if (!arrival.ok) {
      if (allArrived(frame, join)) failAll(context, token, frame);
    } else if (!undoLosers(context, token, frame)) closeByWinner(context, frame);
  },
  finish: (context, _token, frame) => {
    closeByWinner(context, frame);
  },
  close: closeByWinner,
} satisfies Omit<JoinRules<'any' | 'race'>, 'takesFailures'>;

/** Leaves by the key of the winning branch. Only the winner's writes to the shared store are kept. */
function closeByWinner(context: TransitionContext, frame: Frame): void {
  const { arrivals = [] } = frame.join ?? {};
  const winner = arrivals.findIndex((arrival) => arrival?.ok);
  const arrival = arrivals[winner];
  if (!arrival?.ok) return;
  mergeLayer(context, frame, winner);
  closeFrame(context, frame, frame.scope.children[winner]?.key ?? '', outcomeOf(arrival.action, arrival.value));
}

function failAll(context: TransitionContext, token: Token, frame: Frame): void {
  const errors = failuresOf(frame);
  const message = `all ${errors.length} branches of "${token.place.node}" failed; the last: ${errors.at(-1)?.message ?? ''}`;
  const retryable = errors.some((failure) => failure.retryable);
  const failure = { ...coreFailure(context, 'ALL_BRANCHES_FAILED', message), retryable, errors };
  context.agenda.push({ kind: 'fail', token, failure });
}
