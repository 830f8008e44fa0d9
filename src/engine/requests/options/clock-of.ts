import { MillraceError } from '../../../errors';
import { type Clock, systemClock } from '../../../step';
import type { BaseEngineOptions } from '../../port/engine-options';

/**
 * Returns the clock of an engine.
 *
 * @throws {MillraceError} `INVALID_OPTION` if its resilience is on another clock
 */
export function clockOf({ clock, resilience }: BaseEngineOptions): Clock {
  if (resilience && clock && resilience.clock !== clock) {
    throw new MillraceError(
      'INVALID_OPTION',
      'resilience: it is on another clock than the engine; create it with the same clock, or leave clock out',
      { details: { option: 'resilience' } },
    );
  }
  return clock ?? resilience?.clock ?? systemClock;
}
