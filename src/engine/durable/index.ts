export { createStorageEngine } from './storage-engine';
export type { StorageEngineOptions } from './storage-engine-options';
