import { commitSizeError } from '../adapter-kit/body-limit';
import type { Checkpoint, Commit, CommitResult, Lease } from '../port';
import { keepMessages } from './inbox';
import type { Memory } from './memory';
import { releasePermit, requestPermit, takePermit } from './permits';
import type { StoredMemoryRun } from './stored-memory-run';

/** Writes one commit, entirely or not at all. */
export function commit(memory: Memory, lease: Lease, one: Commit): CommitResult {
  const run = memory.runs.get(one.run);
  if (run?.owner !== lease.id || run.rev !== one.rev) return 'lost';
  if (overtakes(run, one)) return 'lost';
  const error = commitSizeError(one, memory.maxBody);
  if (error) return { error };

  run.rev += 1;
  run.head = one.head;
  if (one.entry) run.journal.push(one.entry);
  if (one.checkpoint) writeRecords(run, one.checkpoint);
  if (one.consumed) consume(memory, run, one.consumed);
  for (const token of one.closedTasks ?? []) memory.closeTask(run.key, token);
  for (const task of one.openTasks ?? []) memory.putTask(run, task);
  for (const permit of one.permits ?? []) {
    if (permit.change === 'release') releasePermit(memory, run, permit.queue, permit.token);
    else if (permit.change === 'take') takePermit(memory, run, permit);
    else requestPermit(memory, run, permit, one.entry?.at ?? 0);
  }
  if (one.movedTo) run.origin = { ...run.origin, ...one.movedTo };
  if (one.release) releaseRun(memory, run);
  if (memory.notices.isWatched) memory.notices.emit({ type: 'committed', run: run.key });
  return 'committed';
}

/** Returns whether the commit changes a task that has a message the commit does not consume. */
function overtakes(
  { messages }: StoredMemoryRun,
  { openTasks = [], closedTasks = [], consumed = [] }: Commit,
): boolean {
  if (!messages || (openTasks.length === 0 && closedTasks.length === 0)) return false;
  const touched = new Set([...closedTasks, ...openTasks.map(({ token }) => token)]);
  return messages.some(
    ({ message }) =>
      message.kind === 'sent' &&
      message.task !== undefined &&
      touched.has(message.task) &&
      !consumed.includes(message.no),
  );
}

/** Releases a run; it may be due at once. `lost`: the lease with which it was lost. */
export function releaseRun(memory: Memory, run: StoredMemoryRun, lost?: Lease): void {
  run.owner = undefined;
  run.lostWith = lost?.id;
  if (memory.free.offer(run, run.dueIfFree)) memory.notices.emit({ type: 'due' });
}

function writeRecords(run: StoredMemoryRun, { through, puts, deletes, deletesUnder }: Checkpoint): void {
  run.records ??= new Map();
  for (const prefix of deletesUnder) {
    for (const name of run.records.keys()) if (name.startsWith(prefix)) run.records.delete(name);
  }
  for (const name of deletes) run.records.delete(name);
  for (const { name, body } of puts) run.records.set(name, body);
  run.checkpoint = through;
}

function consume(memory: Memory, run: StoredMemoryRun, consumed: readonly number[]): void {
  keepMessages(memory, run, ({ message }) => !consumed.includes(message.no));
}
