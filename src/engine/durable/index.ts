export { createStorageEngine } from './storage-engine';
