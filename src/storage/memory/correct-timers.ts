import type { Memory } from './memory';
import type { StoredMemoryRun } from './stored-memory-run';

/** Corrects when runs are due that an engine released whose clock was ahead. Returns their number. */
export function correctTimers(memory: Memory, now: number): number {
  let count = 0;
  for (const run of memory.runs.all()) {
    if (run.owner !== undefined || run.due === undefined) continue;
    const corrected = correctedDue(run, now);
    if (corrected >= run.due) continue;
    memory.free.offer(run, corrected);
    count += 1;
  }
  if (count > 0) memory.notices.emit({ type: 'due' });
  return count;
}

function correctedDue({ head, messages, journal }: StoredMemoryRun, now: number): number {
  if (messages) return now;
  const at = journal.at(-1)?.at ?? now;
  if (at <= now) return Number.POSITIVE_INFINITY;
  return now + Math.max((head.wakeAt ?? at) - at, 0);
}
