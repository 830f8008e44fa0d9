import type * as durable from './durable';
import { LocalEngine } from './memory/memory-engine';
import type { LocalEngineOptions } from './port/engine-options';
import type { DurableEngine } from './port/run-administration';

type DurableOptions = ConstructorParameters<typeof durable.LocalDurableEngine>[0];

/** What an engine takes that may have a storage. */
export type MakeOptions = LocalEngineOptions &
  Omit<DurableOptions, 'storage'> & { readonly storage?: DurableOptions['storage'] | undefined };

/** An engine over the storage or, without one, in memory. */
export function makeEngine({ storage, ...options }: MakeOptions): LocalEngine | DurableEngine {
  if (storage === undefined) return new LocalEngine(options);
  const { LocalDurableEngine } = loadDurable();
  return new LocalDurableEngine({ ...options, storage });
}

/** Loaded only where it is used: an engine in memory starts quicker without it. */
function loadDurable(): typeof durable {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loading late is the purpose
  return require('./durable') as typeof durable;
}
