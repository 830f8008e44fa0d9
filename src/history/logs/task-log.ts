import { applyTaskAction, newTask, type RunEvent, type TaskActionRecord, type TaskState } from '../../core';
import type { Renaming } from '../paths/renaming';

/** An event about a task. */
export type TaskEvent = Extract<RunEvent, { readonly type: `task.${string}` }>;
type CreateEvent = Extract<TaskEvent, { readonly type: 'task.created' }>;
type ChangeEvent = Exclude<TaskEvent, CreateEvent>;

/** A task of a run, open or closed. */
export interface LoggedTask {
  /** The flow and its version when the task was created. */
  readonly flow: string;
  readonly version: string;
  readonly path: string;
  readonly place: string;
  readonly node: string;
  readonly status: 'open' | 'completed' | 'cancelled';
  /** The request, the claimant, and the trail: each action, its time and its person. */
  readonly task: TaskState;
  /** Epoch ms. */
  readonly closedAt?: number;
  /** The answer, if the task was completed. */
  readonly form?: unknown;
  /** The action by which its step continued, if it has. */
  readonly action?: string;
}

/** The tasks of a run, in the order in which they were created. */
export class TaskLog {
  private readonly byPath = new Map<string, LoggedTask>();
  /** The time at which the run failed; `undefined` while it has not. */
  private failedAt: number | undefined = undefined;

  get tasks(): readonly LoggedTask[] {
    return [...this.byPath.keys()].flatMap((path) => this.find(path) ?? []);
  }

  /** Returns the task at a path. A failed run keeps its open tasks for a redrive; until then they are closed. */
  find(path: string): LoggedTask | undefined {
    const { failedAt } = this;
    const known = this.byPath.get(path);
    if (known?.status !== 'open' || failedAt === undefined) return known;
    return after(known, { type: 'cancelled', at: failedAt, because: 'run-failed' });
  }

  /** Adds an event of the run. An event that does not concern tasks changes nothing. */
  add(event: RunEvent): void {
    if (event.type === 'run.failed') this.failedAt = event.at;
    else if (event.type === 'run.redriven') this.failedAt = undefined;
    else if (event.type === 'step.completed') this.complete(event.path, event.data.action);
    else if (isTaskEvent(event)) this.hear(event);
  }

  private hear(event: TaskEvent): void {
    const known = this.byPath.get(event.path);
    if (event.type !== 'task.created') {
      if (known) this.byPath.set(event.path, changed(known, event));
      return;
    }
    // A copied run creates its open tasks again.
    if (known?.status === 'open') return;
    this.byPath.set(event.path, created(event));
  }

  /** Records that the step of a task has continued. */
  private complete(path: string, action: string): void {
    const known = this.byPath.get(path);
    if (known?.status === 'completed') this.byPath.set(path, { ...known, action });
  }

  move({ path, place }: Renaming): void {
    const moved = [...this.byPath.values()].map((one) => ({ ...one, path: path(one.path), place: place(one.place) }));
    this.byPath.clear();
    for (const one of moved) this.byPath.set(one.path, one);
  }
}

function isTaskEvent(event: RunEvent): event is TaskEvent {
  return event.type.startsWith('task.');
}

function created({ flow, version, path, place, node, at, data }: CreateEvent): LoggedTask {
  return { flow, version, path, place, node, status: 'open', task: newTask(data.request, at) };
}

function changed(known: LoggedTask, event: ChangeEvent): LoggedTask {
  const next = after(known, deedOf(event));
  return event.type === 'task.completed' ? { ...next, form: event.data.form } : next;
}

function after(known: LoggedTask, deed: TaskActionRecord): LoggedTask {
  const task = applyTaskAction(known.task, deed);
  if (deed.type !== 'completed' && deed.type !== 'cancelled') return { ...known, task };
  return { ...known, task, status: deed.type, closedAt: deed.at };
}

function deedOf({ type, at, data }: ChangeEvent): TaskActionRecord {
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

/** The data of either event. */
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
} as const satisfies Readonly<Record<ChangeEvent['type'], TaskActionRecord['type']>>;
