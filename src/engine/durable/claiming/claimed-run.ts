import type { RunLoss } from '../../../core';
import type { Storage, StoredRun } from '../../../storage/port';

/** A claimed run, with what is known of its loss. */
export interface ClaimedRun extends StoredRun {
  /** The loss of the run with a process that is presumed dead; not set if the run was released. */
  readonly loss?: RunLoss | undefined;
  /** The leases with which runs were lost although their engines live. */
  readonly returned?: readonly number[] | undefined;
}

/** Adds to claimed runs how they were lost. Only busy runs can be lost. */
export async function withLosses(storage: Storage, runs: readonly StoredRun[]): Promise<readonly ClaimedRun[]> {
  const busy = runs.filter(({ head }) => head.busy);
  if (busy.length === 0) return runs;
  const { lostWith, returned } = await storage.losses({ runs: busy.map(({ key }) => key) });
  const leases = new Map(busy.map(({ key }, index) => [key, lostWith[index]]));
  return runs.map((run) => {
    const lease = leases.get(run.key);
    return { ...run, returned, ...(lease !== undefined && { loss: { lease } }) };
  });
}
