export type { MemoryStorageOptions } from './memory';
export { memoryStorage } from './memory-storage';
