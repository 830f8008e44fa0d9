export type { TaskFilter, TaskStatus, TaskView } from '../port/task-view';
export type { Actor, Completion, Tasks } from '../port/tasks';
export type { Authorize, TaskAction, TaskAuthorization } from './authorize-task';
export type { FormCheck, KnownTask, Sending, TaskAddress, TaskBoard } from './task-repository';
export { TaskDesk } from './task-service';
