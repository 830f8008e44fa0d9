import type { RunEvent } from 'millrace';
import type { Deed, Line } from './side-effects';

/** Why people may be refused: others were quicker, or the time was over. */
const REFUSALS: readonly string[] = ['TASK_CLOSED', 'TASK_CLAIMED'];

/** What people did with the tasks of runs, as they have written it down. */
export class Deeds {
  private readonly asked = new Map<string, number>();
  private readonly acknowledged = new Map<string, Deed[]>();
  private readonly refused = new Map<string, string[]>();

  constructor(lines: readonly Line[]) {
    for (const line of lines) {
      if (line.what === 'asked') {
        const name = nameOf(line);
        this.asked.set(name, (this.asked.get(name) ?? 0) + 1);
      } else if (line.what === 'answered') {
        const { answer } = line;
        if (answer === 'ok') added(this.acknowledged, runOf(line), line);
        else if (!REFUSALS.includes(answer)) added(this.refused, runOf(line), `${nameOf(line)} was refused: ${answer}`);
      }
    }
  }

  /** What is wrong with the tasks of a run: something acknowledged is lost, or has had two effects. */
  wrongsIn(runId: string, events: readonly RunEvent[], isOver: boolean): readonly string[] {
    const wrongs: string[] = [];
    const done = new Map<string, number>();
    const open = new Map<string, boolean>();
    for (const event of events) {
      if (event.type === 'task.created') open.set(event.path, true);
      const deed = deedOf(event);
      if (deed?.by) done.set(deed.by, (done.get(deed.by) ?? 0) + 1);
      if (!deed?.closes) continue;
      if (!open.get(deed.path)) wrongs.push(`its task ${deed.path} was closed twice`);
      open.set(deed.path, false);
    }
    for (const [name, times] of done) {
      const asked = this.asked.get(name) ?? 0;
      if (times > asked) wrongs.push(`${name} happened ${times} times and was asked for ${asked} times`);
    }
    if (!isOver) return wrongs;
    for (const [path, isOpen] of open) if (isOpen) wrongs.push(`its task ${path} was never closed`);
    for (const deed of this.acknowledged.get(runId) ?? []) {
      if (!done.has(nameOf(deed))) wrongs.push(`${nameOf(deed)} was acknowledged and is lost`);
    }
    return [...wrongs, ...(this.refused.get(runId) ?? [])];
  }
}

function nameOf({ task, deed, by }: Deed): string {
  return `${task} ${deed} by ${by}`;
}

/** The id of a task begins with that of its run. */
function runOf({ task }: Deed): string {
  return task.slice(0, task.indexOf(':'));
}

function added<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}

interface Happened {
  readonly path: string;
  readonly by: string | undefined;
  readonly closes: boolean;
}

/** What an event tells that was done with a task, by a person or by the run itself. */
function deedOf(event: RunEvent): Happened | undefined {
  switch (event.type) {
    case 'task.claimed':
    case 'task.reassigned':
    case 'task.completed':
    case 'task.cancelled': {
      const { type, runId, path, data } = event;
      const deed = DEEDS[type];
      const by = data.by === undefined ? undefined : nameOf({ task: `${runId}:${path}`, deed, by: data.by });
      return { path, by, closes: deed === 'completed' || deed === 'cancelled' };
    }
    default:
      return undefined;
  }
}

const DEEDS = {
  'task.claimed': 'claimed',
  'task.reassigned': 'reassigned',
  'task.completed': 'completed',
  'task.cancelled': 'cancelled',
} as const;
