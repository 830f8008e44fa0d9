import type * as durable from './durable';
import { MemoryEngine } from './memory/memory-engine';
import type { BaseEngineOptions } from './port/engine-options';
import type { DurableEngine } from './port/run-administration';

type DurableOptions = ConstructorParameters<typeof durable.StorageEngine>[0];

/** What an engine takes that may have a storage. */
export type MakeOptions = BaseEngineOptions &
  Omit<DurableOptions, 'storage'> & { readonly storage?: DurableOptions['storage'] | undefined };

/** An engine over the storage or, without one, in memory. */
export function makeEngine({ storage, ...options }: MakeOptions): MemoryEngine | DurableEngine {
  if (storage === undefined) return new MemoryEngine(options);
  const { StorageEngine } = loadDurable();
  return new StorageEngine({ ...options, storage });
}

/** Loaded only where it is used: an engine in memory starts quicker without it. */
function loadDurable(): typeof durable {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loading late is the purpose
  return require('./durable') as typeof durable;
}
