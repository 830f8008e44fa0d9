import { runExtra } from '../state/run-state';
import type { Timer, TimerPurpose } from '../state/timer';
import { extraOf, type Token } from '../state/token';
import type { Ledger } from '../transition-context';

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

/** Takes back the timers of a token: all of them, unless it is said which. */
export function clearTimers(ledger: Ledger, token: Token, which?: (purpose: TimerPurpose) => boolean): void {
  const { extra } = token;
  if (!extra?.timers) return;
  const kept: number[] = [];
  for (const id of extra.timers) {
    const timer = ledger.state.extra?.timers.get(id);
    if (!timer) continue;
    if (which && !which(timer.purpose)) {
      kept.push(id);
      continue;
    }
    dropTimer(ledger, timer, undefined);
    ledger.effects.push({ type: 'timer.clear', timer: id });
  }
  if (kept.length > 0) extra.timers = kept;
  else delete extra.timers;
  ledger.touch(token);
}
