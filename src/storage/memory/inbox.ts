import { hasEnded } from '../../core';
import { sendSizeError } from '../adapter-kit/body-limit';
import type { Lease, Message, RunKey, SendRequest, SendResult, TaskChange } from '../port';
import type { Memory } from './memory';
import type { NumberedTask, StoredMemoryRun, StoredMessage } from './stored-memory-run';

/** Sends a message to a run. */
export function send(memory: Memory, request: SendRequest): SendResult {
  const { to, at, body, idempotencyKey, digest, task } = request;
  const found = memory.runs.at(to);
  if (!found) return { result: 'unknown' };
  const run = { key: found.key, id: found.origin.id, status: found.head.status };
  if (idempotencyKey !== undefined && found.receipts?.has(idempotencyKey)) {
    return { result: 'repeated', digest: found.receipts.get(idempotencyKey), run };
  }
  if (hasEnded(run.status)) return { result: 'ended', run };
  if (task && !isAsRead(memory.taskOf(found, task.row.token), task)) return { result: 'stale', run };
  const error = sendSizeError(request, run.id, memory.maxBody);
  if (error) throw error;
  if (idempotencyKey !== undefined) {
    found.receipts ??= new Map();
    found.receipts.set(idempotencyKey, digest);
  }
  if (task) memory.putTask(found, task.row, task.answered);
  deliver(memory, found, { no: memory.nextMessage(), kind: 'sent', body, task: task?.row.token }, at);
  return { result: 'posted', run };
}

function isAsRead(known: NumberedTask | undefined, { row, rev }: TaskChange): boolean {
  return known !== undefined && !known.answered && known.rev === rev && known.row.path === row.path;
}

/** Puts a message into an inbox. A run without an owner becomes due. */
export function deliver(memory: Memory, run: StoredMemoryRun, message: Message, at: number): void {
  run.messages ??= [];
  run.messages.push({ at, message });
  memory.withMessages.add(run);
  if (run.owner !== undefined) {
    memory.notices.emit({ type: 'posted', run: run.key });
  } else {
    memory.free.offer(run, Math.min(run.due ?? at, at));
    memory.notices.emit({ type: 'due' });
  }
}

/** Returns the runs of a lease that have messages, of all or of some. */
export function runsWithMessages(
  memory: Memory,
  { lease, among }: { readonly lease: Lease; readonly among?: readonly RunKey[] },
): readonly RunKey[] {
  const candidates = among ? among.flatMap((key) => memory.runs.get(key) ?? []) : [...memory.withMessages];
  return candidates.filter((run) => run.owner === lease.id && run.messages !== undefined).map(({ key }) => key);
}

/** Drops the messages for which `isKept` returns false. */
export function keepMessages(memory: Memory, run: StoredMemoryRun, isKept: (message: StoredMessage) => boolean): void {
  const left = run.messages?.filter(isKept);
  run.messages = left && left.length > 0 ? left : undefined;
  if (!run.messages) memory.withMessages.delete(run);
}
