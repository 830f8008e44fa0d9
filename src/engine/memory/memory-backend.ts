import { hasEnded, type RunStatus, storedValues } from '../../core';
import { inspectValue, MillraceError } from '../../errors';
import { runSoon } from '../../execution';
import { pageOf, readCursor } from '../../storage/adapter-kit';
import type { PayloadCodec } from '../../storage/payloads';
import { type Page, type RunAddress, type RunQuery } from '../../storage/port';
import type { ProcessHold } from '../driver/process-hold';
import type { RunDriver } from '../driver/run-driver';
import { rejectedPromise } from '../handles/deferred';
import type { EngineBackend, RunIdentifiers } from '../port/engine-backend';
import type { RunSummary } from '../port/run-summary';
import { keyedSignal } from '../requests/idempotency/keyed-request';
import { unknownRun } from '../requests/parse-run-address';
import { runFinished } from '../requests/run-finished';
import type { ControlInput, SignalInput } from '../requests/sent-input';
import type { StartRequest } from '../requests/start-request';
import type { StreamHub } from '../streams/stream-hub';
import type { TaskRepository } from '../tasks/task-repository';
import type { MemoryRun } from './memory-run';
import { newInput } from './received-inputs';
import type { RunOutcomes } from './run-outcomes';
import type { RunStarter } from './run-starter';
import type { RunTable } from './run-table';
import { matchesQuery, summarizeRun } from './summarize-run';

/** The dependencies of a {@link MemoryBackend}. */
export interface MemoryBackendParts {
  readonly runs: RunTable;
  readonly outcomes: RunOutcomes;
  readonly streams: StreamHub;
  readonly driver: RunDriver<MemoryRun>;
  readonly starter: RunStarter;
  readonly tasks: TaskRepository;
  readonly hold: ProcessHold;
  /** Compares requests with an idempotency key. */
  readonly codec: PayloadCodec;
}

/** A backend that keeps its runs in memory until the process ends. */
export class MemoryBackend implements EngineBackend {
  readonly tasks: TaskRepository;
  private isStopped = false;

  constructor(private readonly parts: MemoryBackendParts) {
    this.tasks = parts.tasks;
  }

  readonly open = (): Promise<void> => Promise.resolve();

  readonly size = (): number => this.unfinished().length;

  readonly start = (request: StartRequest): Promise<RunIdentifiers> => {
    const { starter } = this.parts;
    const known = starter.alreadyStarted(request);
    if (known) return Promise.resolve(identifiersOf(known));
    const run = starter.create(request);
    runSoon(() => {
      starter.begin(run, request.deadlineMs);
    });
    return Promise.resolve(identifiersOf(run));
  };

  readonly run = (request: StartRequest): Promise<unknown> => {
    const { starter, outcomes } = this.parts;
    const known = starter.alreadyStarted(request);
    if (known) return outcomes.of(known);
    const { id, idempotencyKey } = request.options;
    const run = starter.create(request);
    run.anonymous = id === undefined && idempotencyKey === undefined;
    const outcome = outcomes.of(run);
    starter.begin(run, request.deadlineMs);
    return outcome;
  };

  readonly signal = async (to: RunAddress, signal: SignalInput, idempotencyKey: string | undefined): Promise<void> => {
    const { driver, codec } = this.parts;
    const run = this.runAt(to);
    const input = newInput(run, keyedSignal(idempotencyKey, signal), `the signal "${signal.name}"`, codec);
    if (!input) return;
    if (hasEnded(run.state.status)) throw runFinished(run.id, run.state.status, signal);
    input.record();
    driver.apply(run, { ...signal, ...driver.now() });
    await Promise.resolve();
  };

  readonly control = async (runId: string, input: ControlInput): Promise<void> => {
    const { driver, runs } = this.parts;
    const run = input.type === 'run.cancel' ? runs.get(runId) : this.known(runId);
    if (run && input.type !== 'run.cancel' && hasEnded(run.state.status))
      throw runFinished(run.id, run.state.status, input);
    if (run) driver.apply(run, { ...input, ...driver.now() });
    await Promise.resolve();
  };

  readonly find = (address: RunAddress): Promise<RunIdentifiers | undefined> => {
    const run = this.found(address);
    return Promise.resolve(run && identifiersOf(run));
  };

  readonly inspect = (runId: string): Promise<RunSummary | undefined> => {
    const run = this.parts.runs.get(runId);
    return Promise.resolve(run && summarizeRun(run));
  };

  readonly list = async (query: RunQuery): Promise<Page<RunSummary>> => {
    const newest = query.order === 'newest';
    const runs = this.parts.runs.newestFirst();
    const from = readCursor(query.after) ?? (newest ? Number.POSITIVE_INFINITY : 0);
    const found = (newest ? runs : [...runs].reverse()).filter((run) => {
      const { number } = run.identity;
      return (newest ? number < from : number > from) && matchesQuery(run, query);
    });
    await Promise.resolve();
    return pageOf(found, query.limit, (run) => run.identity.number, summarizeRun);
  };

  readonly status = async (runId: string): Promise<RunStatus> => Promise.resolve(this.known(runId).state.status);

  readonly outcome = (runId: string): Promise<unknown> => {
    try {
      return this.parts.outcomes.of(this.known(runId));
    } catch (error) {
      return rejectedPromise(error);
    }
  };

  readonly events: EngineBackend['events'] = (runId, listener) => {
    const run = this.known(runId);
    return this.parts.streams.listenToEvents(run, this.isOver(run), listener);
  };

  readonly outputs: EngineBackend['outputs'] = (runId, listener) => {
    const run = this.known(runId);
    return this.parts.streams.listenToOutputs(run, this.isOver(run), listener);
  };

  readonly feed: EngineBackend['feed'] = (runId, news) => {
    const run = this.known(runId);
    return this.parts.streams.openFeed(run, () => this.isOver(run), news);
  };

  /**
   * Returns the committed values of a run's shared store, without those of branches; `undefined` for an unknown run.
   */
  shared(runId: string): Readonly<Record<string, unknown>> | undefined {
    const run = this.parts.runs.get(runId);
    return run && Object.freeze(storedValues(run.state));
  }

  readonly close = async (graceMs: number): Promise<void> => {
    const { driver, outcomes, hold } = this.parts;
    const runs = this.unfinished();
    driver.halt();
    await driver.idle(graceMs);
    const error = stoppedError();
    this.isStopped = true;
    outcomes.stop(error);
    for (const run of runs) {
      driver.abort(run, error);
      outcomes.abandon(run, error);
    }
    driver.close();
    hold.close();
  };

  /** Returns whether nothing more can happen to a run. */
  private isOver({ state }: MemoryRun): boolean {
    return this.isStopped || hasEnded(state.status);
  }

  private unfinished(): readonly MemoryRun[] {
    return this.parts.runs.all().filter(({ state }) => !hasEnded(state.status));
  }

  private runAt(address: RunAddress): MemoryRun {
    if ('id' in address) return this.known(address.id);
    const run = this.found(address);
    if (run) return run;
    throw unknownRun(address);
  }

  private found(address: RunAddress): MemoryRun | undefined {
    const { runs } = this.parts;
    return 'id' in address ? runs.get(address.id) : runs.find(address.flow, address.idempotencyKey);
  }

  private known(runId: string): MemoryRun {
    const run = this.parts.runs.get(runId);
    if (run) return run;
    throw new MillraceError(
      'UNKNOWN_RUN',
      `there is no run ${inspectValue(runId)}; of the runs that have ended, only the latest are retained`,
      { details: { runId } },
    );
  }
}

function identifiersOf({ state: { info }, graph }: MemoryRun): RunIdentifiers {
  return { id: info.id, flow: graph.name, version: graph.version, correlationId: info.correlationId };
}

/** Returns the error for callers that wait for a run which a stopped engine will not end. */
export function stoppedError(): MillraceError {
  return new MillraceError('ENGINE_STOPPED', 'the engine was stopped before the run ended');
}
