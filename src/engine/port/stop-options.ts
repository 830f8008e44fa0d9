import { invalidOption } from '../../errors';
import { requireOptions } from '../requests/require-options';

/** How an engine is stopped. */
export interface StopOptions {
  /** How long steps in flight are waited for, in ms. Default: 5,000. */
  readonly graceMs?: number;
}

/** @throws {MillraceError} `INVALID_OPTION` for anything but milliseconds */
export function graceMsOf(options: StopOptions = {}): number {
  const { graceMs = 5000 } = requireOptions(options);
  if (typeof graceMs === 'number' && graceMs >= 0) return graceMs;
  throw invalidOption('graceMs', 'milliseconds of at least 0', graceMs);
}
