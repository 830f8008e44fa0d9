import { pathOf, type TaskEffect, type Token } from '../../core';
import type { TaskKeeper } from '../driver/local-effects';
import type { KnownTask } from '../tasks/task-repository';
import type { MemoryRun } from './memory-run';

/** An open task: a token that waits for a person, with its position in the list. */
export interface IndexedTask {
  readonly no: number;
  readonly run: MemoryRun;
  readonly token: Token;
}

/** The open tasks of an engine in the order of their opening. Closed tasks are kept with their runs. */
export class TaskIndex implements TaskKeeper<MemoryRun> {
  private readonly tasks = new Map<string, IndexedTask>();
  private latest = 0;

  open(): Iterable<IndexedTask> {
    return this.tasks.values();
  }

  onTaskEffect(run: MemoryRun, { type, token: id, path, node, place, task }: TaskEffect): void {
    const key = `${run.id} ${id}`;
    const token = run.state.tokens.get(id);
    if (type === 'task.open') {
      run.details?.closedTasks?.delete(path);
      if (!token || this.tasks.has(key)) return;
      this.latest += 1;
      this.tasks.set(key, { no: this.latest, run, token });
    } else {
      this.tasks.delete(key);
      const details = run.ownDetails();
      details.closedTasks ??= new Map();
      details.closedTasks.set(path, { ...originOf(run), token: 0, rev: 0, path, node, place, task });
    }
  }
}

/** Returns the task for which a token waits, if any. */
export function knownTask(run: MemoryRun, token: Token): KnownTask | undefined {
  const task = token.details?.task;
  const { place, id } = token;
  return task && { ...originOf(run), path: pathOf(token), node: place.node, place: place.id, token: id, task, rev: 0 };
}

function originOf({ id, graph }: MemoryRun): Pick<KnownTask, 'runId' | 'flow' | 'version'> {
  return { runId: id, flow: graph.name, version: graph.version };
}
