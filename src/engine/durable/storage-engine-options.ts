import { MillraceError } from '../../errors';
import { type Duration, durationMs } from '../../step';
import type { BodyTransform } from '../../storage/payloads';
import type { Storage } from '../../storage/port';
import type { BaseEngineOptions } from '../port/engine-options';

/** The options of an engine with a storage. */
export interface StorageEngineOptions extends Omit<BaseEngineOptions, 'strict'> {
  readonly storage: Storage;
  /**
   * The time without a renewal after which another engine may take over the runs of this one, by the clock of the other:
   * at least 100 ms. An engine that cannot reach the storage for this long may lose its runs. One whose event loop was kept
   * for this long asks others to wait for up to an hour. Default: 15 s.
   */
  readonly lease?: Duration | undefined;
  /** The transforms of stored values, applied in order when writing. Default: none. */
  readonly transforms?: BodyTransform | readonly BodyTransform[] | undefined;
  /** The time for which ended runs are kept. Default: forever; {@link RunOperations.purge} removes them. */
  readonly retention?: Duration | undefined;
  /** The names of flows that changed without a new version and still continue their unfinished runs. Default: none. */
  readonly acceptChanges?: readonly string[] | undefined;
  /**
   * The number of times a step is executed again after the process died in it, before it fails with `STEP_CRASHED`. A
   * process that turns out to live does not count. Default: 5.
   */
  readonly maxRecoveries?: number | undefined;
}

/** @throws {MillraceError} `INVALID_OPTION` for a lease that would end before it can be renewed */
export function leaseMs(lease: Duration): number {
  const ms = durationMs(lease, 'lease');
  if (ms >= 100) return ms;
  throw new MillraceError('INVALID_OPTION', `lease: expected at least 100 ms, got ${ms}`, {
    details: { option: 'lease' },
  });
}
