import type { Effect, TaskEffect, TaskState } from '../../../core';
import type { BodyContext } from '../../../storage/payloads';
import type { Body, Commit, OpenTask, TaskRow } from '../../../storage/port';
import { type BodyCodec, type BodyReader, readTask } from '../../../storage/records';
import type { KnownTask } from '../../tasks';
import { taskRowOf } from '../../tasks/task-row';

/** The body of a task row: everything that queries do not use. */
interface StoredTask {
  readonly place: string;
  readonly task: TaskState;
}

/** Returns the row that stores a task. */
export function taskRowFor(
  codec: BodyCodec,
  { runId, place, task, ...where }: Pick<KnownTask, 'runId' | 'token' | 'path' | 'node' | 'place' | 'task'>,
): TaskRow {
  const body = codec.encode({ place, task } satisfies StoredTask, contextOf(runId, where.path));
  return taskRowOf({ ...where, task }, body);
}

/** Returns the task of a stored row. */
export function knownRow(reader: BodyReader, open: OpenTask): KnownTask {
  const { runId, flow, version, path, node, token, rev, body } = open;
  return { runId, flow, version, path, node, token, rev, ...storedTask(reader, body, contextOf(runId, path)) };
}

/** Returns the task changes of a commit, if there are any. If a token closed one task and opened another, the last one counts. */
export function taskChanges(
  codec: BodyCodec,
  effects: readonly Effect[],
  runId: string,
): Pick<Commit, 'openTasks' | 'closedTasks'> | undefined {
  // Few commits change tasks.
  if (!effects.some(isOfTask)) return undefined;
  const open = new Map<number, TaskRow>();
  const closed = new Set<number>();
  for (const effect of effects.filter(isOfTask)) {
    if (effect.type === 'task.open') open.set(effect.token, taskRowFor(codec, { ...effect, runId }));
    else {
      open.delete(effect.token);
      closed.add(effect.token);
    }
  }
  return {
    ...(open.size > 0 && { openTasks: [...open.values()] }),
    ...(closed.size > 0 && { closedTasks: [...closed] }),
  };
}

function isOfTask(effect: Effect): effect is TaskEffect {
  return effect.type === 'task.open' || effect.type === 'task.close';
}

/** Reads a body written by {@link taskRowFor}. */
function storedTask(reader: BodyReader, body: Body, context: BodyContext): StoredTask {
  const { place, task } = reader.decode(body, context) as StoredTask;
  return { place, task: readTask(task) };
}

function contextOf(run: string, path: string): BodyContext {
  return { run, kind: 'task', part: path };
}
