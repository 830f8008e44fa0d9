import { invalidOption, knownOptions } from '../../errors';
import type { StopOptions } from '../port/stop-options';

/**
 * Returns the time to wait for steps in flight at a stop, in ms.
 *
 * @throws {MillraceError} `INVALID_OPTION` unless it is a number of at least 0
 */
export function graceMsOf(options: StopOptions = {}): number {
  const { graceMs = 5000 } = knownOptions(options, { graceMs: true }, 'stop()');
  if (typeof graceMs === 'number' && graceMs >= 0) return graceMs;
  throw invalidOption('graceMs', 'a number of milliseconds of at least 0', graceMs, 'stop()');
}
