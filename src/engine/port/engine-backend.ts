import type { RunStatus } from '../../core';
import type { Program } from '../../execution';
import type { FlowDefinition } from '../../flow';
import type { Page, RunAddress, RunQuery } from '../../storage/port';
import type { OpenFeed } from '../feed/feed-source';
import type { ControlInput, SignalInput } from '../requests/sent-input';
import type { StartRequest } from '../requests/start-request';
import type { Listener } from '../streams/channel';
import type { TaskRepository } from '../tasks/task-repository';
import type { AnyOutput } from './output';
import type { ForkOptions, Migrated, MigrateOptions, RunAdministration } from './run-administration';
import type { RunStreamEvent } from './run-snapshot';
import type { RunFilter, RunSummary } from './run-summary';

/** The identifiers of a run that its handle holds. */
export interface RunIdentifiers {
  readonly id: string;
  readonly flow: string;
  readonly version: string;
  readonly correlationId: string;
}

/**
 * The part of an engine that drives and keeps runs. Its face validates every request, and sends none once the engine is
 * stopping.
 */
export interface EngineBackend {
  /** Opens the place in which runs are kept. Called again after a failure. */
  readonly open: () => Promise<void>;
  /** Waits for operations in flight within the grace period, in ms, and then releases everything. */
  readonly close: (graceMs: number) => Promise<void>;
  /** Returns the number of runs that the engine is driving. */
  readonly size: () => number;
  /**
   * Checks flows that are about to be registered. Left out if every flow is accepted.
   *
   * @throws {DefinitionError} that lists flows no longer compatible with their unfinished runs
   */
  readonly checkFlows?: ((flows: readonly FlowDefinition[]) => Promise<void>) | undefined;
  /** Called after flows were registered. */
  readonly onRegistered?: (() => void) | undefined;
  /** Creates a run, or finds the one started with the same idempotency key. Its first step executes later. */
  readonly start: (request: StartRequest) => Promise<RunIdentifiers>;
  /** Starts a run and returns its outcome. Left out unless this costs less than `start` and `outcome`. */
  readonly run?: ((request: StartRequest) => Promise<unknown>) | undefined;
  /** @throws {MillraceError} `UNKNOWN_RUN`, `RUN_FINISHED`, `IDEMPOTENCY_CONFLICT`, `STORAGE_UNAVAILABLE` */
  readonly signal: (to: RunAddress, signal: SignalInput, idempotencyKey: string | undefined) => Promise<void>;
  /** Controls a run. Cancelling an ended run has no effect. */
  readonly control: (runId: string, input: ControlInput) => Promise<void>;
  readonly find: (run: RunAddress) => Promise<RunIdentifiers | undefined>;
  readonly inspect: (runId: string) => Promise<RunSummary | undefined>;
  readonly list: (query: RunQuery) => Promise<Page<RunSummary>>;
  /** @throws {MillraceError} `UNKNOWN_RUN` */
  readonly status: (runId: string) => Promise<RunStatus>;
  /** Returns a promise whose rejection never counts as unhandled: the run itself records its failure. */
  readonly outcome: (runId: string) => Promise<unknown>;
  /** @returns a function that ends the subscription */
  readonly events: (runId: string, listener: Listener<RunStreamEvent>) => () => void;
  /** @returns a function that ends the subscription */
  readonly outputs: (runId: string, listener: Listener<AnyOutput>) => () => void;
  /** Opens the events and outputs of a run for reading in one order. */
  readonly feed: OpenFeed;
  readonly tasks: TaskRepository;
}

/** Run administration without handles: the face makes handles from the returned identifiers. */
export interface AdministrationBackend extends Omit<RunAdministration, 'redrive' | 'fork' | 'migrate'> {
  readonly redrive: (...args: Parameters<RunAdministration['redrive']>) => Promise<RunIdentifiers>;
  readonly fork: (runId: string, options: ForkOptions | undefined) => Promise<RunIdentifiers>;
  readonly migrate: (runs: readonly string[] | RunFilter, to: Program, options: MigrateOptions) => Promise<Migrated>;
}

/** A backend that keeps its runs in a storage. */
export interface DurableBackend extends EngineBackend {
  readonly administration: AdministrationBackend;
}
