import type { BaseEngineOptions } from '../../engine';
import type { AnyFlow } from '../../flow';
import type { StepContainer } from '../../inversify';
import type { Binding } from '../../inversify/container';
import type { Storage } from '../../storage/port';
import type { VirtualClockOptions } from '../clock/virtual-clock';
import type { StepDouble } from '../doubles/step-double';
import type { SentSignal } from '../harness/sent-signal';
import type { ScriptedAnswer } from '../people/answer-task';
import type { NodeSelector } from '../trace/node-selector';
import type { Chances } from './faults/chances';
import type { SimulatedRun } from './process/simulated-run';

/**
 * A value, or a function that creates it for each seed from the fixture. Random numbers, 0 ≤ r < 1, come from the seed.
 */
export type FromFixture<T, Fixture> = T | ((fixture: Fixture, random: () => number) => T);

/** The random faults of simulated runs. */
export interface Faults extends Chances {
  /**
   * The nodes that fail and hang. Default: steps other than routers, and functions with a `retry` or a `timeout`.
   */
  readonly at?: readonly NodeSelector[] | undefined;
}

/** The options of {@link simulate}. */
export interface SimulationOptions<In = unknown, Result = unknown, Fixture = unknown>
  extends Pick<BaseEngineOptions, 'classCodecs' | 'maxPayload' | 'authorize' | 'compensateOnFailure'>,
    Pick<VirtualClockOptions, 'start' | 'patience'> {
  readonly input: FromFixture<In, Fixture>;
  /** The number of seeds, starting at 1 or at `from`; or a list of seeds. Default: 100. */
  readonly seeds?: number | { readonly from: number; readonly count: number } | readonly number[] | undefined;
  /**
   * `true`: failures with a probability of 0.1, timeouts with 0.05, crashes and storage faults with 0.02. A list:
   * exactly the faults named in a report. Default: `true`.
   */
  readonly faults?: boolean | Faults | readonly string[] | undefined;
  /** Creates the environment of the processes, such as fakes of services. It survives crashes. Default: none. */
  readonly fixture?: ((random: () => number) => Fixture) | undefined;
  /** Checks an ended run. Throws, or returns a message, if the run is incorrect. */
  readonly invariant?:
    | ((run: SimulatedRun<Result, Fixture>) => string | undefined | void | Promise<string | undefined | void>)
    | undefined;
  /** Creates the steps. With a function, each process has its own container. */
  readonly container?: FromFixture<StepContainer, Fixture> | undefined;
  /** Replaces bindings of the container: `({ warehouse }) => [[Warehouse, warehouse]]`. */
  readonly bindings?: FromFixture<readonly Binding[], Fixture> | undefined;
  /** Doubles of steps, made by `mockStep` and `mockNode`. */
  readonly steps?: FromFixture<readonly StepDouble[], Fixture> | undefined;
  /** Answers of people to tasks, made by `answerTask`. */
  readonly answers?: FromFixture<readonly ScriptedAnswer[], Fixture> | undefined;
  /** Signals that are sent to the run, made by `sendSignal`. */
  readonly signals?: FromFixture<readonly SentSignal[], Fixture> | undefined;
  /** The initial content of the shared store. */
  readonly shared?: Readonly<Record<string, unknown>> | undefined;
  /** The flows that the flow calls by name. */
  readonly flows?: readonly AnyFlow[] | undefined;
  /** Creates the storage of each run. Default: `memoryStorage`. */
  readonly storage?: (() => Storage) | undefined;
}
