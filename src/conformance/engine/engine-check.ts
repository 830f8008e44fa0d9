import type { DurableEngine } from '../../engine';
import type { Check } from '../check';
import type { EngineHarness } from './engine-harness';

/** A check before it is given an engine. */
export type EngineCheck = Check<EngineHarness>;

/** The same for what only durable engines promise. */
export type DurableCheck = Check<EngineHarness<DurableEngine>>;
