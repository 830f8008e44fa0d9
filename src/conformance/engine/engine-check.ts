import type { DurableEngine } from '../../engine';
import type { Check } from '../check';
import type { EngineHarness } from './engine-harness';

/** A check of an engine. */
export type EngineCheck = Check<EngineHarness>;

/** A check of a durable engine. */
export type DurableCheck = Check<EngineHarness<DurableEngine>>;
