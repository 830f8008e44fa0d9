export type { ConformanceCheck } from './check';
export { engineConformance } from './engine/conformance';
export type {
  DurableEngineFixtureFactory,
  EngineFixture,
  EngineFixtureFactory,
  HarnessEngineOptions,
} from './engine/engine-fixture';
export { type StorageFixtureFactory, storageConformance } from './storage/conformance';
export type { StorageFixture } from './storage/storage-fixture';
