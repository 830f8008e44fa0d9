import type { BaseEngineOptions } from '../../engine';
import type { AnyFlow } from '../../flow';
import type { StepContainer } from '../../inversify';
import type { Binding } from '../../inversify/override-bindings';
import type { Storage } from '../../storage/port';
import type { VirtualClockOptions } from '../clock/virtual-clock';
import type { StepDouble } from '../doubles/step-double';
import type { SentSignal } from '../harness/sent-signal';
import type { ScriptedAnswer } from '../people/answer-task';
import type { NodeSelector } from '../trace/node-selector';
import type { Chances } from './faults/chances';
import type { SimulatedRun } from './process/simulated-run';

/** Something that is given, or made for each seed out of its world. Random numbers, 0 ≤ r < 1, are those of the seed. */
export type FromFixture<T, World> = T | ((fixture: World, random: () => number) => T);

/** What goes wrong in simulated runs, and how often. */
export interface Faults extends Chances {
  /**
   * Where steps fail and hang. Default: steps that are no routers, and functions that have a `retry` or a `timeout`.
   */
  readonly at?: readonly NodeSelector[] | undefined;
}

/** What {@link simulate} does to a flow. */
export interface SimulationOptions<In = unknown, Result = unknown, World = unknown>
  extends Pick<BaseEngineOptions, 'classCodecs' | 'maxPayload' | 'authorize' | 'compensateOnFailure'>,
    Pick<VirtualClockOptions, 'start' | 'patience'> {
  readonly input: FromFixture<In, World>;
  /** How many seeds, from 1 on; or from another one on; or which. Default: 100. */
  readonly seeds?: number | { readonly from: number; readonly count: number } | readonly number[] | undefined;
  /**
   * `true`: failures with a chance of 0.1, timeouts with 0.05, crashes and faults of the storage with 0.02. A list: exactly those that a
   * report has named. Default: `true`.
   */
  readonly faults?: boolean | Faults | readonly string[] | undefined;
  /** Makes what is outside of the process, such as fakes of services. It survives crashes. Default: nothing. */
  readonly fixture?: ((random: () => number) => World) | undefined;
  /** What has to hold whenever a run is over: throws, or gives what is wrong. */
  readonly invariant?:
    | ((run: SimulatedRun<Result, World>) => string | undefined | void | Promise<string | undefined | void>)
    | undefined;
  /** Makes the steps. Where a function is given, each process makes its own container. */
  readonly container?: FromFixture<StepContainer, World> | undefined;
  /** What the container gives in place of what is bound: `({ warehouse }) => [[Warehouse, warehouse]]`. */
  readonly bindings?: FromFixture<readonly Binding[], World> | undefined;
  /** Doubles of steps, made by `mockStep` and `mockNode`. */
  readonly steps?: FromFixture<readonly StepDouble[], World> | undefined;
  /** What people do with tasks, made by `answerTask`. */
  readonly answers?: FromFixture<readonly ScriptedAnswer[], World> | undefined;
  /** Signals that are sent to the run, made by `sendSignal`. */
  readonly signals?: FromFixture<readonly SentSignal[], World> | undefined;
  /** What the shared store holds from the beginning. */
  readonly shared?: Readonly<Record<string, unknown>> | undefined;
  /** Flows that it calls by name. */
  readonly flows?: readonly AnyFlow[] | undefined;
  /** Makes the storage of each run. Default: `memoryStorage`. */
  readonly storage?: (() => Storage) | undefined;
}
