import type { PermitChange } from '../port';
import { deliver, keepMessages } from './inbox';
import type { Memory } from './memory';
import type { MemoryRun } from './memory-run';

/** Asks for a slot, since a moment. It comes as a message, perhaps at once. */
export function requestPermit(memory: Memory, run: MemoryRun, permit: PermitChange, since: number): void {
  const { token, queue } = permit;
  run.queues ??= new Map();
  run.queues.set(token, queue);
  memory.queues.request(permit, holderOf(run, token), () =>
    deliver(memory, run, { no: memory.nextMessage(), kind: 'permit', token }, since),
  );
}

/** Takes a slot, over the limit if need be. */
export function takePermit(memory: Memory, run: MemoryRun, permit: PermitChange): void {
  run.queues ??= new Map();
  run.queues.set(permit.token, permit.queue);
  memory.queues.take(permit, holderOf(run, permit.token));
}

/** Gives up a slot or a place in line, and with it a message that tells of the slot. */
export function releasePermit(memory: Memory, run: MemoryRun, queue: string, token: number): void {
  run.queues?.delete(token);
  keepMessages(memory, run, ({ message }) => message.kind !== 'permit' || message.token !== token);
  memory.queues.release({ queue }, holderOf(run, token));
}

function holderOf({ key }: MemoryRun, token: number): string {
  return `${key}:${token}`;
}
