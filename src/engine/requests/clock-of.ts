import { MillraceError } from '../../errors';
import { type Clock, systemClock } from '../../step';
import type { BaseEngineOptions } from '../port/engine-options';

/** Guards that count on another clock than the engine's would make nonsense of both. */
export function clockOf({ clock, resilience }: BaseEngineOptions): Clock {
  if (resilience && clock && resilience.clock !== clock) {
    throw new MillraceError(
      'INVALID_OPTION',
      'resilience: it is on another clock than the engine; make it with the same clock, or leave clock out',
      { details: { option: 'resilience' } },
    );
  }
  return clock ?? resilience?.clock ?? systemClock;
}
