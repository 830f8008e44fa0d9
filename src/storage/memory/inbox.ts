import { hasEnded } from '../../core';
import { sendSizeError } from '../adapter-kit/body-limit';
import type { Message, SendRequest, SendResult, TaskChange } from '../port';
import type { Memory } from './memory';
import type { MemoryRun, NumberedTask, StoredMessage } from './memory-run';

/** Sends something to a run. */
export function send(memory: Memory, posting: SendRequest): SendResult {
  const { to, at, body, idempotencyKey, digest, task } = posting;
  const found = memory.runs.at(to);
  if (!found) return { result: 'unknown' };
  const run = { key: found.key, id: found.origin.id, status: found.head.status };
  if (idempotencyKey !== undefined && found.receipts?.has(idempotencyKey)) {
    return { result: found.receipts.get(idempotencyKey) === digest ? 'repeated' : 'conflict', run };
  }
  if (hasEnded(run.status)) return { result: 'ended', run };
  if (task && !isAsRead(memory.taskOf(found, task.row.token), task)) return { result: 'stale', run };
  const error = sendSizeError(posting, run.id, memory.maxBody);
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

/** Puts a message into an inbox. A run that nobody owns becomes due by it. */
export function deliver(memory: Memory, run: MemoryRun, message: Message, at: number): void {
  run.letters ??= [];
  run.letters.push({ at, message });
  memory.addressed.add(run);
  if (run.owner !== undefined) {
    memory.notices.emit({ type: 'posted', run: run.key });
  } else {
    memory.free.offer(run, Math.min(run.due ?? at, at));
    memory.notices.emit({ type: 'due' });
  }
}

/** Drops the messages that are not kept. */
export function keepMessages(memory: Memory, run: MemoryRun, isKept: (letter: StoredMessage) => boolean): void {
  const left = run.letters?.filter(isKept);
  run.letters = left && left.length > 0 ? left : undefined;
  if (!run.letters) memory.addressed.delete(run);
}
