import { releaseAll } from '../control/release';
import type { Ending } from '../state/unwinding';
import type { TransitionContext } from '../transition-context';

/** Ends the run. A failed run keeps its tokens, so that it can be redriven. */
export function endRun(context: TransitionContext, ending: Ending): void {
  const { state } = context;
  state.ending = ending;
  state.endedAt = context.at;
  state.status = ending.status;
  switch (ending.status) {
    case 'completed':
      releaseAll(context);
      context.emitRunEvent('run.completed', { action: ending.action, value: ending.value });
      break;
    case 'cancelled':
      releaseAll(context);
      context.emitRunEvent('run.cancelled', { reason: ending.reason });
      break;
    case 'failed':
      context.emitRunEvent('run.failed', { failure: ending.failure, path: ending.path });
  }
  stopTimers(context);
  context.effects.push({ type: 'end', ending });
}

/** Clears the timers of a run that has ended. Those of a failed run stay on record for a redrive. */
function stopTimers(context: TransitionContext): void {
  const timers = context.state.details?.timers;
  if (!timers) return;
  for (const { id, purpose } of [...timers.values()]) {
    context.effects.push({ type: 'timer.clear', timer: id });
    if (context.state.status === 'failed' && purpose !== 'end') continue;
    timers.delete(id);
    context.changes?.push({ type: 'timer.delete', id });
  }
}
