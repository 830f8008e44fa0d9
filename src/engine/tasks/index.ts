export type { TaskFilter, TaskStatus, TaskView } from '../port/task-view';
export type { Actor, Completion, Tasks } from '../port/tasks';
export type { Authorize, TaskAction, TaskAuthorization } from './authorize-task';
export type { FormCheck, KnownTask, TaskAddress, TaskRepository, TaskSendRequest } from './task-repository';
export { TaskService } from './task-service';
