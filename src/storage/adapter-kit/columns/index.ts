export { type RunColumns, runRowOf, textsIn } from './run-columns';
export { openTaskOf, type TaskColumns } from './task-columns';
