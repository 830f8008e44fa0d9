import { hasEnded } from '../../core';
import { matchesTaskQuery } from '../adapter-kit/matches-task-query';
import { pageOf, readCursor } from '../adapter-kit/page-cursor';
import type { FlowVersion, JournalEntry, OpenTask, Page, RunKey, RunQuery, RunRow, TaskQuery } from '../port';
import type { Memory } from './memory';
import { releasePermit } from './permits';
import { type NumberedTask, rowOf, type StoredMemoryRun } from './stored-memory-run';

export function list(memory: Memory, query: RunQuery): Page<RunRow> {
  const after = readCursor(query.after);
  const newest = query.order === 'newest';
  const inOrder = newest ? [...memory.runs.all()].reverse() : memory.runs.all();
  const found: StoredMemoryRun[] = [];
  for (const run of inOrder) {
    if (after !== undefined && (newest ? run.key >= after : run.key <= after)) continue;
    if (!isWanted(run, query)) continue;
    found.push(run);
    if (found.length > query.limit) break;
  }
  return pageOf(found, query.limit, ({ key }) => key, rowOf);
}

function isWanted({ origin, head }: StoredMemoryRun, query: RunQuery): boolean {
  const { flow, version, status, tag, correlationId, since, until, notOf } = query;
  return (
    (flow === undefined || origin.flow === flow) &&
    (version === undefined || origin.version === version) &&
    (status === undefined || status.includes(head.status)) &&
    (tag === undefined || origin.tags.includes(tag)) &&
    (correlationId === undefined || origin.correlationId === correlationId) &&
    (since === undefined || head.startedAt >= since) &&
    (until === undefined || head.startedAt < until) &&
    !notOf?.some((other) => other.flow === origin.flow && other.version === origin.version)
  );
}

export function hashes(memory: Memory, { flow, version }: FlowVersion): readonly string[] {
  const found = new Set<string>();
  for (const { origin, head } of memory.runs.all()) {
    if (origin.flow === flow && origin.version === version && !hasEnded(head.status)) found.add(origin.hash);
  }
  return [...found];
}

export function listTasks(memory: Memory, query: TaskQuery): Page<OpenTask> {
  const after = readCursor(query.after) ?? 0;
  const found: NumberedTask[] = [];
  for (const task of memory.tasks.values()) {
    if (task.no <= after || (task.answered && !query.withAnswered)) continue;
    if (!matchesTaskQuery(query, task.row, task.run.origin)) continue;
    found.push(task);
    if (found.length > query.limit) break;
  }
  return pageOf(found, query.limit, ({ no }) => no, openTaskOf);
}

function openTaskOf({ run: { key, origin }, row, rev, answered }: NumberedTask): OpenTask {
  return { ...row, rev, answered, run: key, runId: origin.id, flow: origin.flow, version: origin.version };
}

/** The part of a run's journal to read. */
interface JournalQuery {
  readonly run: RunKey;
  readonly afterSeq?: number;
  readonly through?: number;
  readonly limit?: number;
}

export function readJournal(memory: Memory, { run, afterSeq, through, limit }: JournalQuery): readonly JournalEntry[] {
  const { journal = [] } = memory.runs.get(run) ?? {};
  const from = afterSeq === undefined ? 0 : firstAfter(journal, afterSeq);
  const to = Math.min(through ?? journal.length, from + (limit ?? journal.length));
  return journal.slice(from, to);
}

/** Returns the index of the first entry with events after a number. */
function firstAfter(journal: readonly JournalEntry[], seq: number): number {
  let [low, high] = [0, journal.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((journal[middle]?.seq ?? 0) > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The runs to remove. */
interface Purge {
  readonly endedBefore: number;
  readonly limit: number;
  readonly flow?: string;
  readonly run?: RunKey;
}

export function purge(memory: Memory, { endedBefore, limit, flow, run: only }: Purge): number {
  let count = 0;
  for (const run of memory.runs.all()) {
    if (count >= limit) break;
    const { origin, head, owner, due, key } = run;
    if (only !== undefined && key !== only) continue;
    if (!hasEnded(head.status) || (head.endedAt ?? 0) >= endedBefore) continue;
    if (owner !== undefined || due !== undefined || (flow !== undefined && origin.flow !== flow)) continue;
    for (const token of [...(run.tasks?.keys() ?? [])]) memory.closeTask(key, token);
    for (const [token, queue] of [...(run.queues ?? [])]) releasePermit(memory, run, queue, token);
    memory.withMessages.delete(run);
    memory.runs.remove(run);
    count += 1;
  }
  return count;
}
