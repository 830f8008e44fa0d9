import type { Observable } from 'rxjs';
import type { RunEvent } from '../../core';
import type { AnyFlow, Flow, Outcome, Signal } from '../../flow';
import type { ResilienceSnapshot } from '../../resilience';
import type { Page } from '../../storage/port';
import type { EngineEvent } from './engine-event';
import type { StartOptions } from './engine-options';
import type { Run } from './run';
import type { RunFilter, RunSummary } from './run-summary';
import type { StopOptions } from './stop-options';
import type { Tasks } from './tasks';

/** The target run of a signal: its id, or its flow and the idempotency key of its start. */
export type SignalTarget =
  | { readonly runId: string }
  | { readonly flow: AnyFlow | string; readonly idempotencyKey: string };

/** The options of a signal. */
export interface SignalOptions {
  /** A repetition with the same key has no further effect. */
  readonly idempotencyKey?: string;
}

/** An engine, which executes runs. */
export interface Engine {
  /** Resolves when the engine can start runs. */
  ready(): Promise<void>;
  /**
   * Registers flows, so that they can be started by name and called by `ref`. Resolves every step at once.
   *
   * @throws {DefinitionError} that lists every step that cannot be constructed, and flows that are already registered
   */
  register(...flows: readonly AnyFlow[]): Promise<void>;
  /** Returns every registered flow in every version. Of each name, the newest version comes first. */
  readonly flows: () => readonly AnyFlow[];
  /**
   * Starts a run. Resolves before its first step runs. A flow that is started by its name has to declare its input.
   *
   * @throws {InputError} if the input is invalid; no run was started
   * @throws {MillraceError} `UNKNOWN_FLOW`, or `INVALID_INPUT` for an input by the flow's name that nothing declares
   */
  start<In, Routes, Outputs>(
    flow: Flow<In, Routes, Outputs>,
    input: In,
    options?: StartOptions,
  ): Promise<Run<Routes, Outputs>>;
  start(flow: string, input: unknown, options?: StartOptions): Promise<Run>;
  /** Starts a run and returns its outcome. A completed run is kept only if it has a supplied id or idempotency key. */
  run<In, Routes, Outputs>(
    flow: Flow<In, Routes, Outputs>,
    input: In,
    options?: StartOptions,
  ): Promise<Outcome<Routes>>;
  /** Returns a handle of a run; `undefined` if the engine does not know the run. */
  get(runId: string): Promise<Run | undefined>;
  /** Returns the summary of a run as of now; `undefined` if the engine does not know the run. */
  inspect(runId: string): Promise<RunSummary | undefined>;
  /** Returns a page of runs, newest first by default. */
  list(filter?: RunFilter): Promise<Page<RunSummary>>;
  /**
   * Sends a signal to a run. A signal that arrives before the run waits for it is kept. A signal that is sent by its
   * name is checked by the declaration of its payload in the flow of the run.
   *
   * @throws {InputError} if the payload does not match the declaration of the signal
   * @throws {MillraceError} `UNKNOWN_RUN`, `RUN_FINISHED` if the run has ended, `INVALID_SIGNAL` if no flow waits for
   *   the signal, `INVALID_INPUT` for a payload that nothing declares, or `ENGINE_STOPPED`
   */
  signal<T, Given>(
    target: SignalTarget,
    signal: Signal<T, Given>,
    payload: Given,
    options?: SignalOptions,
  ): Promise<void>;
  signal(target: SignalTarget, signal: string, payload?: unknown, options?: SignalOptions): Promise<void>;
  /** The tasks of people in runs. */
  readonly tasks: Tasks;
  /** Returns the state of breakers, limiters and bulkheads of this process, by name, as plain data. */
  resilience(): ResilienceSnapshot;
  /** Stops the engine: refuses new work, waits up to `graceMs` (default: 5 s) for steps in flight, then aborts them. */
  stop(options?: StopOptions): Promise<void>;
  /** The events of the engine and of all its runs. */
  readonly events$: Observable<EngineEvent | RunEvent>;
}
