import { runDetails } from '../state/run-state';
import type { Timer, TimerPurpose } from '../state/timer';
import { detailsOf, type Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/** Sets a timer for a token, or for the run without one. */
export function setTimer(
  context: TransitionContext,
  token: Token | undefined,
  purpose: TimerPurpose,
  delayMs: number,
): void {
  const { state } = context;
  const id = state.nextNo;
  state.nextNo += 1;
  const timer: Timer = { id, at: context.at + delayMs, purpose, token: token?.id ?? 0 };
  runDetails(state).timers.set(id, timer);
  context.changes?.push({ type: 'timer.put', timer });
  context.effects.push({ type: 'timer.set', timer: id, at: timer.at });
  if (!token) return;
  const details = detailsOf(token);
  details.timers ??= [];
  details.timers.push(id);
  context.touch(token);
}

/** Removes a timer that has fired. */
export function dropTimer(context: TransitionContext, timer: Timer, token: Token | undefined): void {
  context.state.details?.timers.delete(timer.id);
  context.changes?.push({ type: 'timer.delete', id: timer.id });
  const details = token?.details;
  if (!token || !details?.timers) return;
  details.timers = details.timers.filter((id) => id !== timer.id);
  context.touch(token);
}

/** Clears the timers of a token: all of them, or those of some purposes. */
export function clearTimers(
  context: TransitionContext,
  token: Token,
  which?: (purpose: TimerPurpose) => boolean,
): void {
  const { details } = token;
  if (!details?.timers) return;
  const kept: number[] = [];
  for (const id of details.timers) {
    const timer = context.state.details?.timers.get(id);
    if (!timer) continue;
    if (which && !which(timer.purpose)) {
      kept.push(id);
      continue;
    }
    dropTimer(context, timer, undefined);
    context.effects.push({ type: 'timer.clear', timer: id });
  }
  if (kept.length > 0) details.timers = kept;
  else delete details.timers;
  context.touch(token);
}
