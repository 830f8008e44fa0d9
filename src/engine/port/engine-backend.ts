import type { RunStatus } from '../../core';
import type { Program } from '../../execution/registry/program';
import type { FlowDefinition } from '../../flow';
import type { Page, RunAddress, RunQuery } from '../../storage/port';
import type { ControlInput, SignalInput } from '../requests/sent-input';
import type { StartRequest } from '../requests/start-request';
import type { Listener } from '../streams/channel';
import type { TaskRepository } from '../tasks/task-repository';
import type { AnyOutput } from './output';
import type { ForkOptions, Migrated, MigrateOptions, RunAdministration } from './run-administration';
import type { RunStreamEvent } from './run-snapshot';
import type { RunFilter, RunSummary } from './run-summary';

/** The identity of a run that a handle holds. */
export interface RunIdentifiers {
  readonly id: string;
  readonly flow: string;
  readonly version: string;
  readonly correlationId: string;
}

/**
 * What an engine does behind its face. Requests are validated when they arrive here, and none arrives once the engine is
 * stopping.
 */
export interface EngineBackend {
  /** Opens whatever keeps the runs. Called again after a failure. */
  readonly open: () => Promise<void>;
  /** Lets operations in flight end within the grace period, in ms, and releases everything. */
  readonly close: (graceMs: number) => Promise<void>;
  /** The number of runs that the engine is moving. */
  readonly size: () => number;
  /**
   * Checks flows that are about to be registered. Left out where nothing speaks against any flow.
   *
   * @throws {DefinitionError} that lists flows whose unfinished runs do not fit them any more
   */
  readonly checkFlows?: ((flows: readonly FlowDefinition[]) => Promise<void>) | undefined;
  /** Called after flows were registered. */
  readonly onRegistered?: (() => void) | undefined;
  /** Creates a run, or finds the one that the same idempotency key has started. Its first step executes later. */
  readonly start: (request: StartRequest) => Promise<RunIdentifiers>;
  /** Starts a run and returns its outcome, where that costs less than a start and a result. */
  readonly run?: ((request: StartRequest) => Promise<unknown>) | undefined;
  /** @throws {MillraceError} `UNKNOWN_RUN`, `RUN_FINISHED`, `IDEMPOTENCY_CONFLICT`, `STORAGE_UNAVAILABLE` */
  readonly signal: (to: RunAddress, signal: SignalInput, idempotencyKey: string | undefined) => Promise<void>;
  /** Cancelling a run that has ended has no effect. */
  readonly control: (runId: string, input: ControlInput) => Promise<void>;
  readonly find: (runId: string) => Promise<RunIdentifiers | undefined>;
  readonly inspect: (runId: string) => Promise<RunSummary | undefined>;
  readonly list: (query: RunQuery) => Promise<Page<RunSummary>>;
  /** @throws {MillraceError} `UNKNOWN_RUN` */
  readonly status: (runId: string) => Promise<RunStatus>;
  /** Returns a promise that never counts as unhandled: a failure has its owner in the run. */
  readonly outcome: (runId: string) => Promise<unknown>;
  /** @returns a function that ends the subscription */
  readonly events: (runId: string, listener: Listener<RunStreamEvent>) => () => void;
  /** @returns a function that ends the subscription */
  readonly outputs: (runId: string, listener: Listener<AnyOutput>) => () => void;
  readonly tasks: TaskRepository;
}

/** What an engine that keeps its runs does for operators. The face turns the ids that it returns into handles. */
export interface AdministrationBackend extends Omit<RunAdministration, 'redrive' | 'fork' | 'migrate'> {
  readonly redrive: (...args: Parameters<RunAdministration['redrive']>) => Promise<RunIdentifiers>;
  readonly fork: (runId: string, options: ForkOptions | undefined) => Promise<RunIdentifiers>;
  readonly migrate: (runs: readonly string[] | RunFilter, to: Program, options: MigrateOptions) => Promise<Migrated>;
}

/** A backend that keeps its runs in a storage. */
export interface DurableBackend extends EngineBackend {
  readonly administration: AdministrationBackend;
}
