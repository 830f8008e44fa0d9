import { releaseChildren } from '../control/release';
import type { Ending } from '../state/unwinding';
import type { Ledger } from '../transition-context';

/** Ends the run. A failed run keeps its tokens, so that it can be tried again from where it failed. */
export function endRun(ledger: Ledger, ending: Ending): void {
  const { state } = ledger;
  state.ending = ending;
  state.endedAt = ledger.at;
  state.status = ending.status;
  switch (ending.status) {
    case 'completed':
      releaseChildren(ledger, state.root);
      ledger.tell('run.completed', { action: ending.action, value: ending.value });
      break;
    case 'cancelled':
      releaseChildren(ledger, state.root);
      ledger.tell('run.cancelled', { reason: ending.reason });
      break;
    case 'failed':
      ledger.tell('run.failed', { failure: ending.failure, path: ending.path });
  }
  stopTimers(ledger);
  ledger.effects.push({ type: 'end', ending });
}

/** No timer fires in a run that has ended; those of a failed run are kept for the case that it is tried again. */
function stopTimers(ledger: Ledger): void {
  const timers = ledger.state.extra?.timers;
  if (!timers) return;
  for (const { id, purpose } of [...timers.values()]) {
    ledger.effects.push({ type: 'timer.clear', timer: id });
    if (ledger.state.status === 'failed' && purpose !== 'end') continue;
    timers.delete(id);
    ledger.changes?.push({ type: 'timer.delete', id });
  }
}
