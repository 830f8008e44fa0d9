export { bodySizeError, commitSizeError, DEFAULT_MAX_BODY, sendSizeError, startSizeError } from './body-limit';
export {
  type DocumentColumns,
  documentOf,
  openTaskOf,
  parseStrings,
  type RunColumns,
  runRowOf,
  type TaskColumns,
} from './columns';
export { commitInOrder } from './commit-in-order';
export { checkDocumentChanges } from './document-changes';
export { dueAt } from './due-at';
export { addRunFilter, addTaskFilter, Conditions } from './filters';
export { matchesTaskQuery } from './matches-task-query';
export { NoticeEmitter } from './notice-emitter';
export { nameCursor, pageOf, readCursor, readNameCursor } from './page-cursor';
export { promisify } from './promisify';
export { ConcurrencyQueues } from './queues';
export { KEPT_RETURNED_LEASES } from './returned-leases';
export { SharedResource, type SharedResourceOptions } from './shared-resource';
export {
  isStorageChange,
  performCall,
  type StorageCall,
  type StorageOfCalls,
  storageOfCalls,
} from './storage-call';
export { compareCodePoints, endOfPrefix } from './text-order';
