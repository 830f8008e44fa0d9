export { type DocumentColumns, documentOf } from './document-columns';
export { parseStrings, type RunColumns, runRowOf } from './run-columns';
export { openTaskOf, type TaskColumns } from './task-columns';
