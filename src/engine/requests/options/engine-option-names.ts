import type { OptionNames } from '../../../errors';
import type { BaseEngineOptions } from '../../port/engine-options';

/** The options of every engine, except for the source of its steps. */
export const ENGINE_OPTION_NAMES = {
  flows: true,
  resilience: true,
  clock: true,
  random: true,
  strict: true,
  classCodecs: true,
  maxPayload: true,
  retainedEvents: true,
  retainedRuns: true,
  authorize: true,
  compensateOnFailure: true,
  keepAlive: true,
} as const satisfies OptionNames<Omit<BaseEngineOptions, 'factory'>>;

/** The further options of an engine that may have a storage. */
export const STORAGE_OPTION_NAMES = {
  storage: true,
  lease: true,
  transforms: true,
  retention: true,
  acceptChanges: true,
  maxRecoveries: true,
} as const;
