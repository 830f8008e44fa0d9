import type { FailureRecord } from '../../errors';
import { unwind } from '../compensation/unwind';
import { releaseWork } from '../control/release';
import { coreFailure } from '../core-failure';
import { fail } from '../outcomes/fail';
import { failRun } from '../outcomes/fail-run';
import { retryNow } from '../outcomes/operation-outcomes';
import { begin } from '../routing/enter';
import { leave } from '../routing/leave';
import type { Token } from '../state/token';
import type { TransitionContext } from '../transition-context';
import { fireTaskTimer } from './tasks';
import { dropTimer } from './timers';

/** Handles a timer that has fired. A timer that was cleared in the meantime changes nothing. */
export function fireTimer(context: TransitionContext, id: number): void {
  const { state } = context;
  const timer = state.details?.timers.get(id);
  if (!timer) return;
  const token = state.tokens.get(timer.token);
  dropTimer(context, timer, token);
  if (timer.purpose === 'end') {
    if (!state.ending) failRun(context, undefined, deadlineFailure(context, 'the run', timer.at - state.startedAt));
    return;
  }
  if (!token) return;
  context.emitNodeEvent('timer.fired', token, { purpose: timer.purpose });
  switch (timer.purpose) {
    case 'delay':
      begin(context, token);
      return;
    case 'backoff':
      retryNow(context, token);
      return;
    case 'sleep':
      context.emitNodeEvent('step.completed', token, { action: 'next', value: undefined }, 1);
      leave(context, token, 'next', undefined);
      return;
    case 'within':
      endBody(context, token);
      return;
    case 'reminder':
    case 'escalation':
      fireTaskTimer(context, token, timer.purpose);
      return;
    case 'deadline':
      context.closing = 'deadline';
      fail(
        context,
        token,
        deadlineFailure(context, `node "${token.place.node}" with all its attempts`, token.place.deadlineMs),
      );
      context.closing = undefined;
  }
}

/** Leaves a `within` whose time is over, after the compensations that its body has in progress. */
function endBody(context: TransitionContext, token: Token): void {
  context.closing = 'overdue';
  const compensates = releaseWork(context, token);
  context.closing = undefined;
  if (compensates) unwind(context, token, {}, { kind: 'overdue' });
  else leave(context, token, 'overdue', token.input);
}

function deadlineFailure(context: TransitionContext, what: string, ms: number): FailureRecord {
  return coreFailure(context, 'DEADLINE_EXCEEDED', `${what} took longer than the deadline of ${ms} ms`);
}
