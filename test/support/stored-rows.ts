import type { Commit, Created, Lease, NewRun, Storage } from 'millrace/storage';

const head: NewRun['head'] = {
  status: 'running',
  seq: 1,
  busy: true,
  wakeAt: undefined,
  at: [],
  startedAt: 1,
  endedAt: undefined,
  ending: undefined,
};

/** A run of the flow `orders` that has just begun. */
export function newRun(id: string, input = '{}'): NewRun {
  return {
    origin: {
      id,
      flow: 'orders',
      version: '1.0.0',
      hash: 'h',
      correlationId: id,
      idempotencyKey: undefined,
      tags: [],
      createdAt: 1,
    },
    input,
    digest: 'd',
    head,
    entry: { no: 1, seq: 1, at: 1, body: '{}' },
  };
}

/** A step of a run that was committed `rev` times. */
export function stepOf({ key }: Pick<Created, 'key'>, rev = 0, given: Partial<Commit> = {}): Commit {
  return {
    run: key,
    rev,
    head: { ...head, seq: rev + 2 },
    entry: { no: rev + 2, seq: rev + 2, at: 2, body: '{}' },
    ...given,
  };
}

/** Runs created by a new lease. */
export async function started(
  storage: Storage,
  ...ids: readonly string[]
): Promise<{ readonly lease: Lease; readonly created: readonly Created[] }> {
  const lease = await storage.openLease({ engine: 'e', now: 0, ttlMs: 1000 });
  const created = (await storage.create({ runs: ids.map((id) => newRun(id)), lease })) as readonly Created[];
  return { lease, created };
}
