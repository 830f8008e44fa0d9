import { unwindRun } from '../compensation/unwind';
import { fillStore } from '../joins/shared-store';
import { endRun } from '../outcomes/end-run';
import type { CoreInputOf } from '../protocol/input';
import { countVisit } from '../routing/count-visit';
import { spawn } from '../routing/spawn';
import { hasEnded } from '../state/run-info';
import type { RunState } from '../state/run-state';
import type { TransitionContext } from '../transition-context';
import { setTimer } from '../waiting/timers';
import { startReady } from './start-ready';

export function startRun(context: TransitionContext, { deadlineMs, shared }: CoreInputOf<'run.start'>): void {
  const { state } = context;
  if (hasBegun(state)) return;
  // A run that was paused while it was queued keeps its steps ready.
  if (state.status === 'pending') state.status = 'running';
  state.startedAt = context.at;
  context.changes?.push({ type: 'info.put', info: state.info });
  context.emitRunEvent('run.started', { input: state.root.input, tags: state.info.tags });
  if (deadlineMs !== undefined) setTimer(context, undefined, 'end', deadlineMs);
  context.touchFrame(state.root);
  if (shared !== undefined) fillStore(context, shared);
  const { start } = state.root.scope;
  if (start) spawn(context, state.root, 0, start, countVisit(context, state.root, start), state.root.input);
}

/** Whether the run has started: it is no longer queued. */
export function hasBegun({ nextToken }: RunState): boolean {
  return nextToken > 1;
}

/** Starts no further operations; those in flight may end. */
export function pauseRun(context: TransitionContext, { reason }: CoreInputOf<'run.pause'>): void {
  const { state } = context;
  if (state.status === 'paused') return;
  state.status = 'paused';
  context.emitRunEvent('run.paused', { reason });
}

export function resumeRun(context: TransitionContext): void {
  const { state } = context;
  if (state.status !== 'paused') return;
  state.status = hasBegun(state) ? 'running' : 'pending';
  context.emitRunEvent('run.resumed', {});
  startReady(context);
}

export function cancelRun(context: TransitionContext, { reason, compensate = false }: CoreInputOf<'run.cancel'>): void {
  const { state } = context;
  if (hasEnded(state.status) || state.ending) return;
  const ending = { status: 'cancelled', reason } as const;
  if (compensate) unwindRun(context, ending);
  else endRun(context, ending);
}
