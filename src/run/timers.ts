import type { Ledger } from './ledger';
import { runExtra } from './run-state';
import type { Timer, TimerPurpose } from './timer';
import { extraOf, type Token } from './token';

/** Sets a timer for a token, or for the run where none is given. */
export function setTimer(ledger: Ledger, token: Token | undefined, purpose: TimerPurpose, delayMs: number): void {
  const { state } = ledger;
  const id = state.nextNo;
  state.nextNo += 1;
  const timer: Timer = { id, at: ledger.at + delayMs, purpose, token: token?.id ?? 0 };
  runExtra(state).timers.set(id, timer);
  ledger.changes?.push({ type: 'timer.put', timer });
  ledger.effects.push({ type: 'timer.set', timer: id, at: timer.at });
  if (!token) return;
  const extra = extraOf(token);
  extra.timers ??= [];
  extra.timers.push(id);
  ledger.touch(token);
}

/** Forgets a timer that has fired. */
export function dropTimer(ledger: Ledger, timer: Timer, token: Token | undefined): void {
  ledger.state.extra?.timers.delete(timer.id);
  ledger.changes?.push({ type: 'timer.delete', id: timer.id });
  const extra = token?.extra;
  if (!token || !extra?.timers) return;
  extra.timers = extra.timers.filter((id) => id !== timer.id);
  ledger.touch(token);
}

/** Takes back all timers of a token. */
export function clearTimers(ledger: Ledger, token: Token): void {
  const { extra } = token;
  if (!extra?.timers) return;
  for (const id of extra.timers) {
    const timer = ledger.state.extra?.timers.get(id);
    if (!timer) continue;
    dropTimer(ledger, timer, undefined);
    ledger.effects.push({ type: 'timer.clear', timer: id });
  }
  delete extra.timers;
  ledger.touch(token);
}
