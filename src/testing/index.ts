export {
  type StorageCheck,
  type StorageSetup,
  storageConformance,
} from './conformance/storage/conformance';
export type { StorageSubject } from './conformance/storage/storage-subject';
