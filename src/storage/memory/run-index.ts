import type { RunAddress, RunKey } from '../port';
import type { MemoryRun } from './memory-run';

/** All runs of a memory storage, and how they are found. */
export class RunIndex {
  private readonly byKey = new Map<RunKey, MemoryRun>();
  private readonly byId = new Map<string, MemoryRun>();
  private readonly byIdempotencyKey = new Map<string, Map<string, MemoryRun>>();
  private latest = 0;

  get(key: RunKey): MemoryRun | undefined {
    return this.byKey.get(key);
  }

  /** In the order in which they were created. */
  all(): IterableIterator<MemoryRun> {
    return this.byKey.values();
  }

  nextKey(): RunKey {
    return ++this.latest;
  }

  add(run: MemoryRun): void {
    const { id, flow, idempotencyKey } = run.origin;
    this.byKey.set(run.key, run);
    this.byId.set(id, run);
    if (idempotencyKey === undefined) return;
    const ofFlow = this.byIdempotencyKey.get(flow) ?? new Map<string, MemoryRun>();
    this.byIdempotencyKey.set(flow, ofFlow.set(idempotencyKey, run));
  }

  remove({ key, origin: { id, flow, idempotencyKey } }: MemoryRun): void {
    this.byKey.delete(key);
    this.byId.delete(id);
    if (idempotencyKey !== undefined) this.byIdempotencyKey.get(flow)?.delete(idempotencyKey);
  }

  at(address: RunAddress): MemoryRun | undefined {
    if ('id' in address) return this.byId.get(address.id);
    return this.byIdempotencyKey.get(address.flow)?.get(address.idempotencyKey);
  }
}
