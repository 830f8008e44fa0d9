import type { TransitionContext } from '../transition-context';
import { reclaimPermits, reissuePermitRequests } from '../waiting/permits';
import { emitTaskEffect } from './release';

/** Asks again for the timers and slots that the driver does not know (any more). */
export function reissueTimersAndPermits(context: TransitionContext): void {
  for (const { id, at } of context.state.details?.timers.values() ?? [])
    context.effects.push({ type: 'timer.set', timer: id, at });
  reissuePermitRequests(context);
}

/** Asks for everything that the run stands at: for a copy of a run of which nobody knows whether it has asked. */
export function reissueEffects(context: TransitionContext): void {
  reclaimPermits(context);
  reissuePermitRequests(context);
  reissueTasks(context);
}

/**
 * Says which tasks are open, where whoever keeps them does not know: they were closed, belong to another run, or have another path.
 * A process that dies takes none with it.
 */
export function reissueTasks(context: TransitionContext): void {
  for (const token of context.state.tokens.all())
    if (token.details?.task) emitTaskEffect(context, 'task.open', token, token.details.task);
}

/** The same for a copy of a run, whose events begin anew. */
export function recreateTasks(context: TransitionContext): void {
  for (const token of context.state.tokens.all())
    if (token.details?.task) context.emitNodeEvent('task.created', token, { request: token.details.task.request });
  reissueTasks(context);
}
