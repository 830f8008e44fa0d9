import type { Ledger } from './ledger';
import { pathOf } from './path';
import { askAgain } from './slots';

/** Asks again for the timers, slots and tasks that the driver does not know (any more). */
export function rearm(ledger: Ledger): void {
  for (const { id, at } of ledger.state.extra?.timers.values() ?? [])
    ledger.effects.push({ type: 'timer.set', timer: id, at });
  askAgain(ledger);
  openTasks(ledger);
}

/** Says again which tasks are open. */
export function openTasks({ state, effects }: Ledger): void {
  for (const token of state.tokens.all()) {
    const task = token.extra?.task;
    if (!task) continue;
    const { id, place } = token;
    effects.push({ type: 'task.open', token: id, path: pathOf(token), node: place.node, request: task.request });
  }
}
