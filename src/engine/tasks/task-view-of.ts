import type { TaskState } from '../../core';
import { jsonSchemaOf } from '../../execution';
import type { Graph } from '../../flow';
import type { TaskStatus, TaskView } from '../port/task-view';
import { formAt } from './task-form';
import { taskId } from './task-id';
import type { KnownTask } from './task-repository';

/** Returns the view of a task; includes its form if the flow is registered. */
export function taskViewOf(known: KnownTask, graph: Graph | undefined): TaskView {
  const { runId, flow, version, node, path, task } = known;
  const { title, description, priority = 0, dueAt } = task.request;
  const { assignee, claimedBy, candidateGroups, createdAt, trail } = task;
  const place = graph?.places.get(known.place);
  const type = place && formAt(place);
  const form = type && jsonSchemaOf(type);
  return {
    id: taskId(known),
    runId,
    flow,
    version,
    node,
    path,
    status: statusOf(task),
    title,
    ...(description !== undefined && { description }),
    ...(assignee !== undefined && { assignee }),
    candidateGroups,
    ...(claimedBy !== undefined && { claimedBy }),
    priority,
    ...(dueAt !== undefined && { dueAt }),
    createdAt,
    ...(form && { form }),
    trail,
  };
}

function statusOf({ trail }: TaskState): TaskStatus {
  const last = trail.at(-1)?.type;
  return last === 'completed' || last === 'cancelled' ? last : 'open';
}
