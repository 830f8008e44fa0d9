import type { TaskAddress } from './task-repository';

/** Returns the id of a task: the id of its run and its path in the run. */
export function taskId({ runId, path }: TaskAddress): string {
  return `${runId}:${path}`;
}

/** Parses the id of a task. A path has no colon; the id of a run may have several. */
export function parseTaskId(id: string): TaskAddress | undefined {
  const colon = id.lastIndexOf(':');
  if (colon < 1 || colon === id.length - 1) return undefined;
  return { runId: id.slice(0, colon), path: id.slice(colon + 1) };
}
