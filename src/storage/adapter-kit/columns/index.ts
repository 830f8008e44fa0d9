export { parseStrings, type RunColumns, runRowOf } from './run-columns';
export { openTaskOf, type TaskColumns } from './task-columns';
