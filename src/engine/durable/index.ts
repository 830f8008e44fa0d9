export { StorageEngine } from './storage-engine';
