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

/** Which run a signal is for: by its id, or by its flow and the idempotency key that it was started with. */
export type SignalTarget =
  | { readonly runId: string }
  | { readonly flow: AnyFlow | string; readonly idempotencyKey: string };

/** What executes runs. */
export interface Engine {
  /** Resolves when the engine can start runs. */
  ready(): Promise<void>;
  /**
   * Makes flows known, so that they can be started by name and called by `ref`. Every step is resolved at once.
   *
   * @throws {DefinitionError} that lists every step that cannot be made, and flows that are registered already
   */
  register(...flows: readonly AnyFlow[]): Promise<void>;
  /** Every flow that is registered, in every version: what can be started by name. Of each name the newest comes first. */
  readonly flows: () => readonly AnyFlow[];
  /**
   * Starts a run. Resolves before its first step runs.
   *
   * @throws {InputError} where the input is not valid; nothing has been started then
   */
  start<In, Routes, Outputs>(
    flow: Flow<In, Routes, Outputs>,
    input: In,
    options?: StartOptions,
  ): Promise<Run<Routes, Outputs>>;
  start(flow: string, input: unknown, options?: StartOptions): Promise<Run>;
  /** Starts a run and gives its outcome. One that completes is remembered only if it was given an id or an idempotency key. */
  run<In, Routes, Outputs>(
    flow: Flow<In, Routes, Outputs>,
    input: In,
    options?: StartOptions,
  ): Promise<Outcome<Routes>>;
  /** A handle of a run that is known to the engine; `undefined` if there is none. */
  get(runId: string): Promise<Run | undefined>;
  /** What a run looks like now; `undefined` if there is none. */
  inspect(runId: string): Promise<RunSummary | undefined>;
  /** Runs, newest first unless the filter says otherwise. */
  list(filter?: RunFilter): Promise<Page<RunSummary>>;
  /**
   * Sends a signal into a run. One that comes before the run waits for it is kept.
   *
   * @throws {InputError} where the payload is not what the signal declares
   * @throws {MillraceError} `UNKNOWN_RUN`, `RUN_FINISHED` where the run has ended, or `ENGINE_STOPPED`
   */
  signal<T, Given>(
    target: SignalTarget,
    signal: Signal<T, Given>,
    payload: Given,
    options?: { readonly idempotencyKey?: string },
  ): Promise<void>;
  /** What people are to do in runs. */
  readonly tasks: Tasks;
  /** What breakers, limiters and bulkheads of this process look like now, by name. Plain data. */
  resilience(): ResilienceSnapshot;
  /** Lets steps in flight finish, up to `graceMs` (5 s by default), then aborts them. Takes no new work. */
  stop(options?: StopOptions): Promise<void>;
  /** The life of the engine and of all its runs. */
  readonly events$: Observable<EngineEvent | RunEvent>;
}
