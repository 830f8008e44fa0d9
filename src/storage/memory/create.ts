import { startSizeError } from '../adapter-kit/body-limit';
import type { CreateResult, Lease, NewRun } from '../port';
import type { Memory } from './memory';
import { requestPermit } from './permits';
import { StoredMemoryRun } from './stored-memory-run';

/** Creates a run, or returns the conflicting run. */
export function create(memory: Memory, start: NewRun, lease: Lease | undefined): CreateResult {
  const { flow, id, idempotencyKey, createdAt } = start.origin;
  const before = idempotencyKey === undefined ? undefined : memory.runs.at({ flow, idempotencyKey });
  if (before) {
    return { key: before.key, id: before.origin.id, result: 'exists', digest: before.digest, owned: false };
  }
  const namesake = memory.runs.at({ id });
  if (namesake) return { key: namesake.key, id, result: 'taken', owned: false };
  const error = startSizeError(start, memory.maxBody);
  if (error) return { error };

  const run = new StoredMemoryRun(memory.runs.nextKey(), start);
  memory.runs.add(run);
  if (lease && memory.leases.lives(lease)) run.owner = lease.id;
  if (start.permit) {
    requestPermit(memory, run, { ...start.permit, token: 0, change: 'request' }, createdAt);
    if (!run.messages) run.owner = undefined;
  }
  const owned = run.owner !== undefined;
  if (!owned && memory.free.offer(run, run.head.busy ? createdAt : run.dueIfFree)) memory.notices.emit({ type: 'due' });
  return { key: run.key, id, result: 'created', owned };
}
