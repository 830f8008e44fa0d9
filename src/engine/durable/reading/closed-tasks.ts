import {
  applyTaskAction,
  hasEnded,
  newTask,
  type RunEvent,
  type TaskActionRecord,
  type TaskState,
} from '../../../core';
import type { JournalEntry, RunRow, Storage } from '../../../storage/port';
import { type BodyCodec, eventsOf } from '../../../storage/records';
import type { KnownTask } from '../../tasks';

/** Journal entries that are read at once. */
const PAGE = 200;

type TaskEvent = Extract<RunEvent, { readonly type: `task.${string}` }>;

/** A task that is open no longer, made of what the journal of its run tells: no storage keeps it for anything else. */
export async function findClosedTask(
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
  const end: TaskActionRecord = { type: 'cancelled', at: head.endedAt ?? 0, because: 'run-failed' };
  return { ...known, task: applyTaskAction(known.task, end) };
}

function isClosed({ trail }: TaskState): boolean {
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
  return known && { ...known, task: applyTaskAction(known.task, deedOfEvent(event)) };
}

function deedOfEvent({ type, at, data }: Exclude<TaskEvent, { readonly type: 'task.created' }>): TaskActionRecord {
  const { acknowledgedAt, by, to, reason, comment, because }: DeedData = data;
  return {
    type: DEEDS[type],
    at: acknowledgedAt ?? at,
    ...(by !== undefined && { by }),
    ...(to !== undefined && { to }),
    ...(reason !== undefined && { reason }),
    ...(comment !== undefined && { comment }),
    ...(because !== undefined && { because }),
  };
}

/** What the data of one or another event has. */
type DeedData = {
  readonly [Part in 'by' | 'to' | 'reason' | 'comment' | 'because']?: TaskActionRecord[Part] | undefined;
} & {
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
