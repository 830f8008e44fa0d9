import type { DurableEngine, Engine } from '../../engine';
import type { AnyFlow } from '../../flow';
import type { Clock } from '../../step';

/** The options with which an engine under test has to be created. */
export interface HarnessEngineOptions {
  /** The clock of the engine. Its time stands still until a check advances it. */
  readonly clock: Clock;
  /** The source of random numbers of the engine. */
  readonly random: () => number;
  /** The flows to register at the start. */
  readonly flows: readonly AnyFlow[];
}

/** The fixture of one check: it creates engines that share nothing with those of other checks. */
export interface EngineFixture<E extends Engine = Engine> {
  /**
   * Creates an engine. A check may create several; durable ones share their runs, like the engines of several
   * processes.
   */
  readonly engine: (options: HarnessEngineOptions) => E | Promise<E>;
  /** Cleans up. Called after the engines were stopped. */
  readonly dispose?: () => void | Promise<void>;
}

/** The options for all engines. */
interface CommonSetup {
  /**
   * Real time that a check waits for a required event before it fails, in ms. It has no effect on a correct engine.
   * Default: 4,000.
   */
  readonly patienceMs?: number;
}

/** The fixture of an engine whose runs end with the engine. */
export interface EngineFixtureFactory extends CommonSetup {
  readonly durable?: false;
  /** Whether values are copied by the codec of the journal, as with `strict`. Default: false. */
  readonly copies?: boolean;
  /** Called for each check. */
  readonly create: () => EngineFixture | Promise<EngineFixture>;
}

/** The fixture of an engine with durable runs and their administration. */
export interface DurableEngineFixtureFactory extends CommonSetup {
  readonly durable: true;
  /** Called for each check. */
  readonly create: () => EngineFixture<DurableEngine> | Promise<EngineFixture<DurableEngine>>;
}
