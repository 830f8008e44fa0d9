import type { RunEvent, RunEventType } from '../../../core';

/**
 * The role of an event of a recorded run in its replay: the action of a person on a task, another input, or something
 * that follows or is a result of an operation.
 */
type Role = 'action' | 'input' | 'consequence';

const ROLES = {
  'run.started': 'consequence',
  'run.waiting': 'consequence',
  'run.resumed': 'consequence',
  'run.paused': 'input',
  'run.completed': 'consequence',
  'run.failed': 'input',
  'run.cancelled': 'consequence',
  'run.redriven': 'consequence',
  'run.forked': 'consequence',
  'run.migrated': 'consequence',
  'run.recovered': 'consequence',
  'step.scheduled': 'consequence',
  'step.started': 'consequence',
  'step.retrying': 'consequence',
  'step.completed': 'consequence',
  'step.failed': 'consequence',
  'fallback.started': 'consequence',
  'step.skipped': 'consequence',
  'step.cancelled': 'consequence',
  'route.taken': 'consequence',
  'task.created': 'consequence',
  'task.claimed': 'action',
  'task.released': 'action',
  'task.reassigned': 'action',
  'task.reminded': 'consequence',
  'task.escalated': 'consequence',
  'task.completed': 'action',
  'task.cancelled': 'action',
  'signal.received': 'input',
  'timer.fired': 'input',
  'compensation.started': 'consequence',
  'compensation.completed': 'consequence',
  'compensation.failed': 'consequence',
} satisfies Readonly<Record<RunEventType, Role>>;

type TypeIn<R extends Role> = { [T in RunEventType]: (typeof ROLES)[T] extends R ? T : never }[RunEventType];

/** An event in a role. */
export type EventAs<R extends Role> = Extract<RunEvent, { readonly type: TypeIn<R> }>;

/** Whether an event has a role. */
export function isEventAs<R extends Role>(event: RunEvent, role: R): event is EventAs<R> {
  return ROLES[event.type] === role;
}
