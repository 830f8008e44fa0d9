import type { PermitRequestChange } from '../port';
import { deliver, keepMessages } from './inbox';
import type { Memory } from './memory';
import type { StoredMemoryRun } from './stored-memory-run';

/** Requests a permit. It is granted by a message, possibly at once. */
export function requestPermit(memory: Memory, run: StoredMemoryRun, permit: PermitRequestChange, since: number): void {
  const { token, queue } = permit;
  run.queues ??= new Map();
  run.queues.set(token, queue);
  memory.queues.request(permit, holderOf(run, token), () =>
    deliver(memory, run, { no: memory.nextMessage(), kind: 'permit', token }, since),
  );
}

/** Takes a permit at once, even over the limit. */
export function takePermit(memory: Memory, run: StoredMemoryRun, permit: PermitRequestChange): void {
  run.queues ??= new Map();
  run.queues.set(permit.token, permit.queue);
  memory.queues.take(permit, holderOf(run, permit.token));
}

/** Releases a permit or a place in the queue, and drops the message that grants the permit. */
export function releasePermit(memory: Memory, run: StoredMemoryRun, queue: string, token: number): void {
  run.queues?.delete(token);
  keepMessages(memory, run, ({ message }) => message.kind !== 'permit' || message.token !== token);
  memory.queues.release({ queue }, holderOf(run, token));
}

function holderOf({ key }: StoredMemoryRun, token: number): string {
  return `${key}:${token}`;
}
