import { hasEnded } from '../../run';
import { tooLong } from '../body-limit';
import type { Message, Posted, Posting } from '../port';
import type { Memory } from './memory';
import type { Letter, MemoryRun } from './memory-run';

/** Sends something to a run. */
export function post(memory: Memory, { to, at, body, idempotencyKey, digest }: Posting): Posted {
  const found = memory.runs.at(to);
  if (!found) return { result: 'unknown' };
  const run = { key: found.key, id: found.origin.id, status: found.head.status };
  if (idempotencyKey !== undefined && found.receipts?.has(idempotencyKey)) {
    return { result: found.receipts.get(idempotencyKey) === digest ? 'repeated' : 'conflict', run };
  }
  if (hasEnded(run.status)) return { result: 'ended', run };
  const error = tooLong(`what is sent to run "${run.id}"`, body, memory.maxBody);
  if (error) throw error;
  if (idempotencyKey !== undefined) {
    found.receipts ??= new Map();
    found.receipts.set(idempotencyKey, digest);
  }
  deliver(memory, found, { no: memory.nextMessage(), kind: 'sent', body }, at);
  return { result: 'posted', run };
}

/** Puts a message into an inbox. A run that nobody owns becomes due by it. */
export function deliver(memory: Memory, run: MemoryRun, message: Message, at: number): void {
  run.letters ??= [];
  run.letters.push({ at, message });
  memory.addressed.add(run);
  if (run.owner !== undefined) {
    memory.notices.tell({ type: 'posted', run: run.key });
  } else {
    memory.free.offer(run, Math.min(run.due ?? at, at));
    memory.notices.tell({ type: 'due' });
  }
}

/** Drops the messages that are not kept. */
export function keepLetters(memory: Memory, run: MemoryRun, isKept: (letter: Letter) => boolean): void {
  const left = run.letters?.filter(isKept);
  run.letters = left && left.length > 0 ? left : undefined;
  if (!run.letters) memory.addressed.delete(run);
}
