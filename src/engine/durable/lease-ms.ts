import { MillraceError } from '../../errors';
import { type Duration, durationMs } from '../../step';

/** @throws {MillraceError} `INVALID_OPTION` for a lease that would end between two renewals */
export function leaseMs(lease: Duration): number {
  const ms = durationMs(lease, 'lease');
  if (ms >= 100) return ms;
  throw new MillraceError('INVALID_OPTION', `lease: expected at least 100 ms, got ${ms}`, {
    details: { option: 'lease' },
  });
}
