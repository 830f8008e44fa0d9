import { unwindRun } from '../compensation/unwind';
import { fillStore } from '../joins/shared-store';
import { endRun } from '../outcomes/end-run';
import type { HappeningOf } from '../protocol/input';
import { dispatch } from '../routing/dispatch';
import { countVisit, spawn } from '../routing/enter';
import { hasEnded } from '../state/run-info';
import type { RunState } from '../state/run-state';
import type { Ledger } from '../transition-context';
import { setTimer } from '../waiting/timers';

export function startRun(ledger: Ledger, { deadlineMs, shared }: HappeningOf<'run.start'>): void {
  const { state } = ledger;
  if (hasBegun(state)) return;
  // One that was paused while it waited in line keeps its steps ready.
  if (state.status === 'pending') state.status = 'running';
  state.startedAt = ledger.at;
  ledger.changes?.push({ type: 'info.put', info: state.info });
  ledger.tell('run.started', { input: state.root.input, tags: state.info.tags });
  if (deadlineMs !== undefined) setTimer(ledger, undefined, 'end', deadlineMs);
  ledger.touchFrame(state.root);
  if (shared !== undefined) fillStore(ledger, shared);
  const { start } = state.root.scope;
  if (start) spawn(ledger, state.root, 0, start, countVisit(ledger, state.root, start), state.root.input);
}

/** Whether the start of the run is behind it: it is not waiting in line for it any more. */
export function hasBegun({ nextToken }: RunState): boolean {
  return nextToken > 1;
}

/** Starts no further operations; those in flight may end. */
export function pauseRun(ledger: Ledger, { reason }: HappeningOf<'run.pause'>): void {
  const { state } = ledger;
  if (state.status === 'paused') return;
  state.status = 'paused';
  ledger.tell('run.paused', { reason });
}

export function resumeRun(ledger: Ledger): void {
  const { state } = ledger;
  if (state.status !== 'paused') return;
  state.status = hasBegun(state) ? 'running' : 'pending';
  ledger.tell('run.resumed', {});
  startReady(ledger);
}

/** Starts what was held back. */
export function startReady(ledger: Ledger): void {
  for (const token of ledger.state.tokens.all()) {
    if (token.status === 'ready') {
      dispatch(ledger, token, token.phase, token.phase === 'fallback' ? token.attempt : Math.max(token.attempt, 1));
    }
  }
}

export function cancelRun(ledger: Ledger, { reason, compensate = false }: HappeningOf<'run.cancel'>): void {
  const { state } = ledger;
  if (hasEnded(state.status) || state.ending) return;
  if (state.status === 'paused') state.status = 'running';
  const ending = { status: 'cancelled', reason } as const;
  if (compensate) unwindRun(ledger, ending);
  else endRun(ledger, ending);
}
