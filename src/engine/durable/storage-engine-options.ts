import { MillraceError } from '../../errors';
import { type Duration, durationMs } from '../../step';
import type { BodyTransform } from '../../storage/payloads';
import type { Storage } from '../../storage/port';
import type { BaseEngineOptions } from '../port/engine-options';

/** What an engine with a storage takes. */
export interface StorageEngineOptions extends Omit<BaseEngineOptions, 'strict' | 'retainedEvents' | 'retainedRuns'> {
  readonly storage: Storage;
  /**
   * How long an engine that has died keeps its runs before another goes on with them: at least 100 ms. An engine that cannot reach the
   * storage for so long may lose its runs. Default: 15 s.
   */
  readonly lease?: Duration | undefined;
  /** What stored values go through, the first one first. Default: nothing. */
  readonly transforms?: BodyTransform | readonly BodyTransform[] | undefined;
  /** For how long runs are kept that are over. Default: for ever; {@link RunOperations.purge} removes them. */
  readonly retention?: Duration | undefined;
  /** Names of flows that were changed under their version, and go on with unfinished runs all the same. Default: none. */
  readonly acceptChanges?: readonly string[] | undefined;
  /** How often a step is executed again because the process died in it, before it fails with `STEP_CRASHED`. Default: 5. */
  readonly maxRecoveries?: number | undefined;
}

/** @throws {MillraceError} `INVALID_OPTION` for a lease that is over before it can be renewed */
export function leaseMs(lease: Duration): number {
  const ms = durationMs(lease, 'lease');
  if (ms >= 100) return ms;
  throw new MillraceError('INVALID_OPTION', `lease: expected at least 100 ms, got ${ms}`, {
    details: { option: 'lease' },
  });
}
