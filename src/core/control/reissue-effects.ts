import type { TransitionContext } from '../transition-context';
import { reclaimPermits, reissuePermitRequests } from '../waiting/permits';
import { emitTaskEffect } from './release';

/** Repeats the requests for timers and permits that the driver does not know. */
export function reissueTimersAndPermits(context: TransitionContext): void {
  for (const { id, at } of context.state.details?.timers.values() ?? [])
    context.effects.push({ type: 'timer.set', timer: id, at });
  reissuePermitRequests(context);
}

/** Repeats all requests of a copied run, whose original may not have made them yet. */
export function reissueEffects(context: TransitionContext): void {
  reclaimPermits(context);
  reissuePermitRequests(context);
  reissueTasks(context);
}

/**
 * Emits the open tasks of a run whose task service does not know them: they were closed, belong to another run, or have
 * another path. They survive a process that dies.
 */
export function reissueTasks(context: TransitionContext): void {
  for (const token of context.state.tokens.all())
    if (token.details?.task) emitTaskEffect(context, 'task.open', token, token.details.task);
}

/** Creates the open tasks of a copied run, whose events begin anew. */
export function recreateTasks(context: TransitionContext): void {
  for (const token of context.state.tokens.all())
    if (token.details?.task) context.emitNodeEvent('task.created', token, { request: token.details.task.request });
  reissueTasks(context);
}
