import type { DurableEngine } from '../../engine';
import type { Check } from '../check';
import type { EngineTrial } from './engine-harness';

/** A check before it is given an engine. */
export type EngineCheck = Check<EngineTrial>;

/** The same for what only durable engines promise. */
export type DurableCheck = Check<EngineTrial<DurableEngine>>;
