import type { RunAddress, RunKey } from '../port';
import type { StoredMemoryRun } from './stored-memory-run';

/** All runs of a memory storage, indexed by key, id and idempotency key. */
export class RunIndex {
  private readonly byKey = new Map<RunKey, StoredMemoryRun>();
  private readonly byId = new Map<string, StoredMemoryRun>();
  private readonly byIdempotencyKey = new Map<string, Map<string, StoredMemoryRun>>();
  private latest = 0;

  get(key: RunKey): StoredMemoryRun | undefined {
    return this.byKey.get(key);
  }

  /** Returns all runs in creation order. */
  all(): IterableIterator<StoredMemoryRun> {
    return this.byKey.values();
  }

  nextKey(): RunKey {
    return ++this.latest;
  }

  add(run: StoredMemoryRun): void {
    const { id, flow, idempotencyKey } = run.origin;
    this.byKey.set(run.key, run);
    this.byId.set(id, run);
    if (idempotencyKey === undefined) return;
    const ofFlow = this.byIdempotencyKey.get(flow) ?? new Map<string, StoredMemoryRun>();
    this.byIdempotencyKey.set(flow, ofFlow.set(idempotencyKey, run));
  }

  remove({ key, origin: { id, flow, idempotencyKey } }: StoredMemoryRun): void {
    this.byKey.delete(key);
    this.byId.delete(id);
    if (idempotencyKey !== undefined) this.byIdempotencyKey.get(flow)?.delete(idempotencyKey);
  }

  at(address: RunAddress): StoredMemoryRun | undefined {
    if ('id' in address) return this.byId.get(address.id);
    return this.byIdempotencyKey.get(address.flow)?.get(address.idempotencyKey);
  }
}
