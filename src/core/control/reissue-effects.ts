import type { Ledger } from '../transition-context';
import { askAgain, takeBack } from '../waiting/permits';
import { tellTask } from './release';

/** Asks again for the timers and slots that the driver does not know (any more). */
export function rearm(ledger: Ledger): void {
  for (const { id, at } of ledger.state.extra?.timers.values() ?? [])
    ledger.effects.push({ type: 'timer.set', timer: id, at });
  askAgain(ledger);
}

/** Asks for everything that the run stands at: for a copy of a run of which nobody knows whether it has asked. */
export function askAll(ledger: Ledger): void {
  takeBack(ledger);
  askAgain(ledger);
  openTasks(ledger);
}

/**
 * Says which tasks are open, where whoever keeps them does not know: they were closed, belong to another run, or have another path.
 * A process that dies takes none with it.
 */
export function openTasks(ledger: Ledger): void {
  for (const token of ledger.state.tokens.all())
    if (token.extra?.task) tellTask(ledger, 'task.open', token, token.extra.task);
}

/** The same for a copy of a run, whose events begin anew. */
export function recreateTasks(ledger: Ledger): void {
  for (const token of ledger.state.tokens.all())
    if (token.extra?.task) ledger.tellOf('task.created', token, { request: token.extra.task.request });
  openTasks(ledger);
}
