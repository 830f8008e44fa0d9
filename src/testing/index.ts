export {
  type StorageCheck,
  type StorageSetup,
  storageConformance,
} from './storage/conformance';
export type { StorageSubject } from './storage/storage-subject';
