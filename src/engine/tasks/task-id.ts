import type { TaskAddress } from './task-repository';

/** The id of a task: that of its run, and where in the run it is. */
export function taskId({ runId, path }: TaskAddress): string {
  return `${runId}:${path}`;
}

/** Which task an id means. A path has no colon, and the id of a run may have some. */
export function parseTaskId(id: string): TaskAddress | undefined {
  const colon = id.lastIndexOf(':');
  if (colon < 1 || colon === id.length - 1) return undefined;
  return { runId: id.slice(0, colon), path: id.slice(colon + 1) };
}
