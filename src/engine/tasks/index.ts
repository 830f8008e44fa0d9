export type { FormCheck, KnownTask, Sending, TaskAddress, TaskBoard } from './task-board';
export { TaskDesk } from './task-desk';
export type { Authorize, TaskAction, TaskAuthorization } from './task-rules';
export type { TaskFilter, TaskStatus, TaskView } from './task-view';
export type { Actor, Completion, Tasks } from './tasks';
