import type * as durable from './durable';
import { createMemoryEngine } from './memory/memory-engine';
import type { Engine } from './port/engine';
import type { BaseEngineOptions } from './port/engine-options';

type StorageOptions = Parameters<typeof durable.createStorageEngine>[0];

/** The options of an engine that may have a storage. */
export type MakeOptions = BaseEngineOptions &
  Omit<StorageOptions, 'storage'> & { readonly storage?: StorageOptions['storage'] | undefined };

/** Creates an engine over the storage or, without one, in memory. */
export function makeEngine({ storage, ...options }: MakeOptions): Engine {
  if (storage === undefined) return createMemoryEngine(options).engine;
  const { createStorageEngine } = loadDurable();
  return createStorageEngine({ ...options, storage });
}

/** Loads the storage engine on first use, so that a memory engine starts faster. */
function loadDurable(): typeof durable {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- lazy loading is the purpose
  return require('./durable') as typeof durable;
}
