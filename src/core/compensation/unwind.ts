import type { Place } from '../../flow';
import { releaseChildren, settleOperation } from '../control/release';
import { endRun } from '../outcomes/end-run';
import { dispatch } from '../routing/dispatch';
import { leaveFrame } from '../routing/leave-frame';
import { runDetails } from '../state/run-state';
import { detailsOf, type Frame, Token } from '../state/token';
import type { Compensation, Ending, Scope, Unwinding } from '../state/unwinding';
import type { TransitionContext } from '../transition-context';
import { clearTimers } from '../waiting/timers';
import { currentCompensation, dropCompensation, newestIn } from './compensations';

/** Undoes the committed visits of a part of the run, newest first and one at a time, and continues afterwards. */
export function unwind(context: TransitionContext, token: Token, part: Scope, then: Unwinding['then']): void {
  if (then.kind === 'end') context.state.ending = then.ending;
  detailsOf(token).unwinding = { ...part, current: 0, then };
  unwindNext(context, token);
}

/** Undoes all committed visits of the run, and ends the run afterwards. Nothing else continues in it. */
export function unwindRun(context: TransitionContext, ending: Ending): void {
  const { state } = context;
  const unwinding = state.tokens.all().find(({ details }) => details?.unwinding);
  if (unwinding) {
    extendToRun(context, unwinding, ending);
    return;
  }
  state.ending = ending;
  releaseChildren(context, state.root);
  if (!state.details || state.details.compensations.length === 0) {
    endRun(context, ending);
    return;
  }
  const { root } = state;
  const token = new Token(state.nextToken, root, 0, root.scope);
  state.nextToken += 1;
  root.put(token);
  context.add(token);
  unwind(context, token, { scope: '' }, { kind: 'end', ending });
}

/** Extends the compensation of a part to the whole run. A compensation in progress is not started twice. */
function extendToRun(context: TransitionContext, token: Token, ending: Ending): void {
  const current = token.details?.unwinding?.current ?? 0;
  context.state.ending = ending;
  detailsOf(token).unwinding = { scope: '', current, then: { kind: 'end', ending } };
  context.touch(token);
  if (token.inner) closeInner(context, token, token.inner);
  for (let inner = token; inner.frame.token; inner = inner.frame.token) {
    releaseChildren(context, inner.frame, inner);
    clearTimers(context, inner.frame.token);
  }
}

/** Closes the join on which a token stands without ending it. The compensation of the token continues. */
function closeInner(context: TransitionContext, token: Token, frame: Frame): void {
  const { status, op } = token;
  releaseChildren(context, frame);
  if (op !== 0) settleOperation(context, token);
  context.dropFrame(token);
  token.op = op;
  context.setStatus(token, op === 0 ? status : 'executing');
}

/** Starts the next compensation or, if none is left, the continuation. */
export function unwindNext(context: TransitionContext, token: Token): void {
  const unwinding = token.details?.unwinding;
  if (!unwinding) return;
  const next = newestIn(context, unwinding);
  if (next) {
    detailsOf(token).unwinding = { ...unwinding, current: next.no };
    context.emitEventAt('compensation.started', next.path, placeOf(context, next), {});
    dispatch(context, token, 'compensate', 1);
    return;
  }
  detailsOf(token).unwinding = undefined;
  context.touch(token);
  const { then } = unwinding;
  switch (then.kind) {
    case 'leave':
      leaveFrame(context, token, token.frame, then.action, then.value);
      return;
    case 'caught':
      context.agenda.push({ kind: 'caught', token, caught: then.caught });
      return;
    case 'decided':
      context.agenda.push({ kind: 'decided', token });
      return;
    case 'end':
      context.remove(token);
      releaseChildren(context, context.state.root);
      endRun(context, then.ending);
  }
}

/** Records the end of the compensation in progress. A failure is kept beside the run's ending. */
export function endCompensation(
  context: TransitionContext,
  token: Token,
  failure: Extract<Ending, { readonly status: 'failed' }>['failure'] | undefined,
): void {
  const { state } = context;
  const current = currentCompensation(context, token);
  if (!current) return;
  dropCompensation(context, current);
  if (failure) {
    runDetails(state).unwindingFailures.push(failure);
    context.emitEventAt('compensation.failed', current.path, placeOf(context, current), { failure });
  } else context.emitEventAt('compensation.completed', current.path, placeOf(context, current), {});
  unwindNext(context, token);
}

function placeOf({ graph }: TransitionContext, { place }: Compensation): Place {
  return graph.places.get(place) ?? graph.root;
}
