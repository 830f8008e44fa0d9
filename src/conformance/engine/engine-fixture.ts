import type { DurableEngine, Engine } from '../../engine';
import type { AnyFlow } from '../../flow';
import type { Clock } from '../../step';

/** What an engine that is put to the test has to be made with. */
export interface HarnessEngineOptions {
  /** Where the engine takes its time from. It stands still until a check lets time pass. */
  readonly clock: Clock;
  /** Where it takes its random numbers from. */
  readonly random: () => number;
  /** Registered at once. */
  readonly flows: readonly AnyFlow[];
}

/** What one check works with: a maker of engines that share nothing with those of other checks. */
export interface EngineFixture<E extends Engine = Engine> {
  /**
   * Makes an engine. A check may ask for several; those of a durable subject share their runs, as the engines of several processes
   * would.
   */
  readonly engine: (options: HarnessEngineOptions) => E | Promise<E>;
  /** Removes what is left. Called after the engines were stopped. */
  readonly dispose?: () => void | Promise<void>;
}

/** What is the same for all engines. */
interface CommonSetup {
  /**
   * How long, in ms of real time, a check waits for what has to happen before it fails. Nothing depends on it where an engine keeps its
   * promises. Default: 4,000.
   */
  readonly patienceMs?: number;
}

/** An engine whose runs end with it. */
export interface EngineFixtureFactory extends CommonSetup {
  readonly durable?: false;
  /** Whether values are copied through the journal's codec, as `strict` does. Default: false. */
  readonly copies?: boolean;
  /** Called for each check. */
  readonly create: () => EngineFixture | Promise<EngineFixture>;
}

/** An engine whose runs outlive it, and which offers what operators do with them. */
export interface DurableEngineFixtureFactory extends CommonSetup {
  readonly durable: true;
  /** Called for each check. */
  readonly create: () => EngineFixture<DurableEngine> | Promise<EngineFixture<DurableEngine>>;
}
