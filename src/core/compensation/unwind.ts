import { withoutStacks } from '../../errors';
import type { Place } from '../../flow';
import { closeInner, releaseToken, releaseWork } from '../control/release';
import { startReady } from '../control/start-ready';
import { isStep } from '../kinds/is-step';
import { endRun } from '../outcomes/end-run';
import { dispatch } from '../routing/dispatch';
import { leaveFrame } from '../routing/leave-frame';
import { runDetails } from '../state/run-state';
import { detailsOf, type Token } from '../state/token';
import type { Compensation, Ending, Scope, Unwinding } from '../state/unwinding';
import type { TransitionContext } from '../transition-context';
import { currentCompensation, dropCompensation, isCompensating, isCompensatingInside, newestIn } from './compensations';

/**
 * Undoes the committed visits of a part of the run, newest first and one at a time, and continues afterwards. Without a
 * `scope` it waits for the compensations that are in progress inside the token.
 */
export function unwind(context: TransitionContext, token: Token, part: Scope, then: Unwinding['then']): void {
  if (then.kind === 'end') context.state.ending = then.ending;
  detailsOf(token).unwinding = { ...part, current: 0, then };
  unwindNext(context, token);
}

/** Undoes all committed visits of the run, and ends the run afterwards. Nothing else continues in it. */
export function unwindRun(context: TransitionContext, ending: Ending): void {
  const { state } = context;
  const token = state.root.inner;
  const compensates = state.details !== undefined && state.details.compensations.length > 0;
  if (!token || !compensates) {
    endRun(context, ending);
    return;
  }
  const wasPaused = state.status === 'paused';
  if (wasPaused) {
    state.status = 'running';
    context.emitRunEvent('run.resumed', {});
  }
  if (isCompensating(token)) widenToRun(context, token, ending);
  else {
    stopWork(context, token);
    unwind(context, token, { scope: '' }, { kind: 'end', ending });
  }
  // The pause may have held back a compensation.
  if (wasPaused) startReady(context);
}

/** Extends the compensation of a part to the whole run. The compensation in progress continues. */
function widenToRun(context: TransitionContext, token: Token, ending: Ending): void {
  const current = token.details?.unwinding?.current ?? 0;
  context.state.ending = ending;
  closeInner(context, token);
  detailsOf(token).unwinding = { scope: '', current, then: { kind: 'end', ending } };
  context.touch(token);
}

/** Ends everything that the outermost token does, except for compensations in progress inside it. */
function stopWork(context: TransitionContext, token: Token): void {
  const open = isStep(token.place) && token.status !== 'failed';
  releaseWork(context, token);
  if (open) context.emitNodeEvent('step.cancelled', token, {});
  token.details = undefined;
}

/** Starts the next compensation or, if none is left, the continuation. */
export function unwindNext(context: TransitionContext, token: Token): void {
  const unwinding = token.details?.unwinding;
  if (!unwinding) return;
  if (token.inner && isCompensatingInside(token.inner)) {
    context.setStatus(token, 'open');
    return;
  }
  // A part that contains this one undoes the rest of it.
  const outer = unwindingAround(token);
  const next = outer?.details?.unwinding?.scope === undefined ? newestIn(context, unwinding) : undefined;
  if (next) {
    detailsOf(token).unwinding = { ...unwinding, current: next.no };
    context.emitEventAt('compensation.started', next.path, placeOf(context, next), {});
    dispatch(context, token, 'compensate', 1);
    return;
  }
  detailsOf(token).unwinding = undefined;
  context.touch(token);
  if (outer) {
    removeUpTo(context, token, outer);
    unwindNext(context, outer);
  } else continueAfter(context, token, unwinding.then);
}

/** Returns the nearest enclosing token that undoes a part of the run, or waits for compensations inside it. */
function unwindingAround(token: Token): Token | undefined {
  for (let outer = token.frame.token; outer; outer = outer.frame.token) if (outer.details?.unwinding) return outer;
  return undefined;
}

/** Removes a token and those around it that hold nothing else. */
function removeUpTo(context: TransitionContext, token: Token, outer: Token): void {
  for (let one: Token | undefined = token; one && one !== outer; one = one.frame.token) {
    if (one.inner && isCompensatingInside(one.inner)) return;
    releaseToken(context, one);
  }
}

function continueAfter(context: TransitionContext, token: Token, then: Unwinding['then']): void {
  if (then.kind !== 'decided') context.dropFrame(token);
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
    case 'overdue':
      context.agenda.push({ kind: 'leave', token, action: 'overdue', value: token.input });
      return;
    case 'restart':
      context.agenda.push({ kind: 'restart', token });
      return;
    case 'end':
      context.remove(token);
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
    runDetails(state).unwindingFailures.push(withoutStacks(failure));
    context.emitEventAt('compensation.failed', current.path, placeOf(context, current), { failure });
  } else context.emitEventAt('compensation.completed', current.path, placeOf(context, current), {});
  unwindNext(context, token);
}

function placeOf({ graph }: TransitionContext, { place }: Compensation): Place {
  return graph.places.get(place) ?? graph.root;
}
