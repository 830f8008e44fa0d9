import type { RunLoss } from '../../../core';
import type { Storage, StoredRun } from '../../../storage/port';

/** A claimed run, with what is known of its loss. */
export interface ClaimedRun extends StoredRun {
  /** The process that is presumed dead with which the run was lost; not set if it was released. */
  readonly loss?: RunLoss | undefined;
  /** Leases whose engines live after all, of those with which runs were lost. */
  readonly returned?: readonly number[] | undefined;
}

/** Returns claimed runs with how they were lost. Only busy ones can have been. */
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
