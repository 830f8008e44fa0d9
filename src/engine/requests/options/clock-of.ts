import { MillraceError } from '../../../errors';
import { type Clock, systemClock } from '../../../step';
import type { BaseEngineOptions } from '../../port/engine-options';

/**
 * Returns the clock of an engine.
 *
 * @throws {MillraceError} `INVALID_OPTION` if its resilience is on another clock
 */
export function clockOf({ clock, resilience, keepAlive }: BaseEngineOptions): Clock {
  if (resilience && clock && resilience.clock !== clock) {
    throw new MillraceError(
      'INVALID_OPTION',
      'resilience: it is on another clock than the engine; create it with the same clock, or leave clock out',
      { details: { option: 'resilience' } },
    );
  }
  const chosen = clock ?? resilience?.clock ?? systemClock;
  return keepAlive === false ? unreferenced(chosen) : chosen;
}

/** Returns a clock whose timers do not keep the process alive. */
function unreferenced(clock: Clock): Clock {
  return {
    now: clock.now,
    monotonic: clock.monotonic,
    setTimer: (delayMs, fire) => {
      const timer = clock.setTimer(delayMs, fire);
      timer.unref();
      return { ...timer, ref: () => undefined };
    },
  };
}
