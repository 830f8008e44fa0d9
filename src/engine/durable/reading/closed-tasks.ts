import { hasEnded, newTask, type RunEvent, type Task, type TaskDeed, taskAfter } from '../../../core';
import type { JournalEntry, RunRow, Storage } from '../../../storage/port';
import { type BodyCodec, eventsOf } from '../../../storage/records';
import type { KnownTask } from '../../tasks';

/** Journal entries that are read at once. */
const PAGE = 200;

type TaskEvent = Extract<RunEvent, { readonly type: `task.${string}` }>;

/** A task that is open no longer, made of what the journal of its run tells: no storage keeps it for anything else. */
export async function closedTask(
  storage: Storage,
  codec: BodyCodec,
  { key, origin, head }: RunRow,
  path: string,
): Promise<KnownTask | undefined> {
  let known: KnownTask | undefined;
  let seq = 0;
  for (;;) {
    const entries: readonly JournalEntry[] = await storage.journal({ run: key, afterSeq: seq, limit: PAGE });
    for (const entry of entries) {
      for (const event of eventsOf(codec, entry, origin)) if (isOf(event, path)) known = after(known, event);
    }
    if (entries.length < PAGE) break;
    seq = entries.at(-1)?.seq ?? seq;
  }
  if (!known || !hasEnded(head.status) || isClosed(known.task)) return known;
  // A run that has failed keeps its tasks, for the case that it is tried again.
  const end: TaskDeed = { type: 'cancelled', at: head.endedAt ?? 0, because: 'run-failed' };
  return { ...known, task: taskAfter(known.task, end) };
}

function isClosed({ trail }: Task): boolean {
  const last = trail.at(-1)?.type;
  return last === 'completed' || last === 'cancelled';
}

function isOf(event: RunEvent, path: string): event is TaskEvent {
  return 'path' in event && event.path === path && event.type.startsWith('task.');
}

function after(known: KnownTask | undefined, event: TaskEvent): KnownTask | undefined {
  const { runId, flow, version, path, node, place, at } = event;
  if (event.type === 'task.created') {
    return { runId, flow, version, path, node, place, token: 0, rev: 0, task: newTask(event.data.request, at) };
  }
  return known && { ...known, task: taskAfter(known.task, deedOfEvent(event)) };
}

function deedOfEvent({ type, at, data }: Exclude<TaskEvent, { readonly type: 'task.created' }>): TaskDeed {
  const { acknowledgedAt, who, to, reason, comment, because }: DeedData = data;
  return {
    type: DEEDS[type],
    at: acknowledgedAt ?? at,
    ...(who !== undefined && { who }),
    ...(to !== undefined && { to }),
    ...(reason !== undefined && { reason }),
    ...(comment !== undefined && { comment }),
    ...(because !== undefined && { because }),
  };
}

/** What the data of one or another event has. */
type DeedData = { readonly [Part in 'who' | 'to' | 'reason' | 'comment' | 'because']?: TaskDeed[Part] | undefined } & {
  readonly acknowledgedAt?: number;
};

const DEEDS = {
  'task.claimed': 'claimed',
  'task.released': 'released',
  'task.reassigned': 'reassigned',
  'task.reminded': 'reminded',
  'task.escalated': 'escalated',
  'task.completed': 'completed',
  'task.cancelled': 'cancelled',
} as const;
