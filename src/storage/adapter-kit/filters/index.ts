export { Conditions } from './conditions';
export { addRunFilter } from './run-filter';
export { addTaskFilter } from './task-filter';
