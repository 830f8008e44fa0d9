import type { Observable } from 'rxjs';
import { type Ending, hasEnded, type RunEvent, type RunStatus, storedValues } from '../../core';
import { inspectValue, MillraceError, toFailure } from '../../errors';
import { runSoon } from '../../execution/next-turn';
import { FlowRegistry } from '../../execution/registry/flow-registry';
import type { Program } from '../../execution/registry/program';
import { plainFactory } from '../../execution/registry/step-factory';
import type { AnyFlow, Flow, Outcome, Signal } from '../../flow';
import { directoryOf, Resilience, type ResilienceSnapshot } from '../../resilience';
import { type Clock } from '../../step';
import { pageOf, readCursor } from '../../storage/adapter-kit';
import { PayloadCodec } from '../../storage/payloads';
import type { Page, RunAddress } from '../../storage/port';
import type { LiveRun } from '../driver/live-run';
import { RunDriver, type RunDriverListener } from '../driver/run-driver';
import { Deferred, markHandled, rejectedPromise } from '../handles/deferred';
import { type RunBackend, RunHandle } from '../handles/run-handle';
import { settledOutcome, settleRun } from '../handles/run-outcome';
import type { Engine, SignalTarget } from '../port/engine';
import type { EngineEvent } from '../port/engine-event';
import type { BaseEngineOptions, StartOptions } from '../port/engine-options';
import type { Run } from '../port/run';
import type { RunFilter, RunSummary } from '../port/run-summary';
import { graceMsOf, type StopOptions } from '../port/stop-options';
import { requireStartOptions } from '../requests/check-start-options';
import { clockOf } from '../requests/clock-of';
import { describeRunAddress, parseRunAddress } from '../requests/parse-run-address';
import { parseRunFilter } from '../requests/parse-run-filter';
import {
  rememberReceived,
  requireSignalKey,
  requireSignalName,
  validateSignalPayload,
  wasReceived,
} from '../requests/parse-signal';
import { requireInteger } from '../requests/require-integer';
import { requireString } from '../requests/require-string';
import { engineEvents } from '../streams/engine-events';
import { DEFAULT_HISTORY } from '../streams/run-streams';
import { StreamHub } from '../streams/stream-hub';
import { TaskService, type Tasks } from '../tasks';
import { MemoryTaskRepository } from './memory-task-repository';
import { RunStarter } from './run-starter';
import { RunTable } from './run-table';
import { matchesFilter, summarizeRun } from './summarize-run';

/** Runs flows in this process, in memory. */
export class MemoryEngine implements Engine {
  /** Where the engine's time comes from. */
  readonly clock: Clock;
  private readonly guards: Resilience;
  private readonly unlisten: () => void;
  private readonly registry: FlowRegistry;
  private readonly hub: StreamHub;
  private readonly executor: RunDriver;
  private readonly runs: RunTable;
  private readonly codec: PayloadCodec | undefined;
  private readonly starter: RunStarter;
  readonly tasks: Tasks;
  private stopping: Promise<void> | undefined = undefined;
  /** What those are told who wait for a run that the stopped engine will not end. */
  private stopped: MillraceError | undefined = undefined;

  constructor(options: BaseEngineOptions = {}) {
    const { random = Math.random, factory = plainFactory, strict = false, flows = [] } = options;
    const { retainedEvents = DEFAULT_HISTORY, retainedRuns = 1000, compensateOnFailure = true } = options;
    const clock = clockOf(options);
    this.clock = clock;
    this.guards = options.resilience ?? new Resilience({ clock, random });
    const directory = directoryOf(this.guards);
    this.codec = strict ? new PayloadCodec(options) : undefined;
    this.registry = new FlowRegistry(factory, directory, this.codec);
    this.hub = new StreamHub(clock, requireInteger(retainedEvents, 'retainedEvents'));
    this.runs = new RunTable(requireInteger(retainedRuns, 'retainedRuns'));
    this.unlisten = this.guards.listen((event) => {
      this.hub.publishEngineEvent(event);
    });
    const repository = new MemoryTaskRepository(
      () => this.executor,
      (runId) => this.runs.get(runId),
    );
    const listener: RunDriverListener = {
      onTask: repository.onTaskEffect,
      onEnd: (run, ending) => {
        this.end(run, ending);
      },
      onStray: (run, error) => {
        this.hub.publishEngineEvent({
          type: 'hook.failed',
          at: this.clock.now(),
          runId: run.id,
          failure: toFailure(error),
        });
      },
    };
    this.executor = new RunDriver(clock, random, factory, this.codec, this.hub, listener, directory);
    this.starter = new RunStarter(
      {
        runs: this.runs,
        hub: this.hub,
        executor: this.executor,
        codec: this.codec,
        refuseIfStopping: (consequence) => {
          this.refuseIfStopping(consequence);
        },
        isStopping: () => this.stopping !== undefined,
        cancel: (run, reason) => {
          this.cancel(run, reason, false);
        },
      },
      compensateOnFailure,
    );
    this.tasks = new TaskService(repository, clock, this.registry, this.codec, options.authorize, (consequence) => {
      this.refuseIfStopping(consequence);
    });
    if (flows.length > 0) this.add(flows);
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  async register(...flows: readonly AnyFlow[]): Promise<void> {
    if (flows.length > 0) this.add(flows);
    await this.ready();
  }

  readonly flows = (): readonly AnyFlow[] => this.registry.flows();

  start<In, Routes, Outputs>(
    flow: Flow<In, Routes, Outputs>,
    input: In,
    options?: StartOptions,
  ): Promise<Run<Routes, Outputs>>;
  start(flow: string, input: unknown, options?: StartOptions): Promise<Run>;
  start(flow: AnyFlow | string, input: unknown, options?: StartOptions): Promise<Run> {
    return this.launch(flow, input, options);
  }

  /** Starts a run; its first step runs later. */
  protected async launch(flow: AnyFlow | string, input: unknown, given?: StartOptions): Promise<Run> {
    const options = requireStartOptions(given);
    const program = typeof flow === 'string' ? this.registry.byName(flow, options.version) : this.programOf(flow);
    const accepted = await this.starter.accept(program.graph, input);
    const known = this.starter.alreadyStarted(program.graph, accepted, options);
    if (known) return this.handle(known);
    const run = this.starter.open(program, accepted, options);
    runSoon(() => {
      this.starter.begin(run, options);
    });
    return this.handle(run);
  }

  run<In, Routes, Outputs>(flow: Flow<In, Routes, Outputs>, input: In, given?: StartOptions): Promise<Outcome<Routes>> {
    let outcome: Promise<unknown>;
    try {
      const options = requireStartOptions(given);
      const program = this.programOf(flow);
      const accepted = this.starter.accept(program.graph, input);
      outcome =
        accepted instanceof Promise
          ? accepted.then((value) => this.runToEnd(program, value, options))
          : this.runToEnd(program, accepted, options);
    } catch (error) {
      outcome = rejectedPromise(error);
    }
    return outcome as Promise<Outcome<Routes>>;
  }

  async get(runId: string): Promise<Run | undefined> {
    const run = this.runs.get(requireString(runId, 'runId'));
    return Promise.resolve(run && this.handle(run));
  }

  async inspect(runId: string): Promise<RunSummary | undefined> {
    const run = this.runs.get(requireString(runId, 'runId'));
    return Promise.resolve(run && summarizeRun(run));
  }

  async list(filter: RunFilter = {}): Promise<Page<RunSummary>> {
    const { order, limit, after } = parseRunFilter(filter);
    const newest = order === 'newest';
    const runs = newest ? this.runs.newestFirst() : [...this.runs.newestFirst()].reverse();
    const from = readCursor(after) ?? (newest ? Number.POSITIVE_INFINITY : 0);
    const found = runs.filter((run) => {
      const { number } = run.identity;
      return (newest ? number < from : number > from) && matchesFilter(run, filter);
    });
    await Promise.resolve();
    return pageOf(found, limit, (run) => run.identity.number, summarizeRun);
  }

  /** What the shared store of a run holds now, as far as it is committed and not a branch's own; `undefined` if there is no such run. */
  shared(runId: string): Readonly<Record<string, unknown>> | undefined {
    const run = this.runs.get(requireString(runId, 'runId'));
    return run && Object.freeze(storedValues(run.state));
  }

  /** How many operations are at work now. Those that wait for a guard to let them in do not count. */
  get executing(): number {
    return this.executor.atWork;
  }

  async signal<T, Given>(
    target: SignalTarget,
    signal: Signal<T, Given>,
    payload: Given,
    options: { readonly idempotencyKey?: string } = {},
  ): Promise<void> {
    const name = requireSignalName(signal);
    this.refuseIfStopping(`the signal "${name}" was not sent`);
    const idempotencyKey = requireSignalKey(options);
    const run = this.find(parseRunAddress(target));
    if (idempotencyKey !== undefined && wasReceived(run, idempotencyKey, name, payload)) return;
    if (hasEnded(run.state.status)) {
      throw new MillraceError(
        'RUN_FINISHED',
        `run ${run.id} of flow "${run.graph.name}" is ${run.state.status} and takes no signal "${name}"`,
      );
    }
    const valid = await validateSignalPayload(signal, payload);
    const accepted = this.codec ? this.codec.copy(valid, () => `the payload of signal "${name}"`) : valid;
    if (idempotencyKey !== undefined) rememberReceived(run, idempotencyKey, name, payload);
    this.executor.apply(run, { type: 'signal.received', ...this.executor.now(), name, payload: accepted });
    await Promise.resolve();
  }

  resilience(): ResilienceSnapshot {
    return this.guards.snapshot();
  }

  stop(options?: StopOptions): Promise<void> {
    try {
      this.stopping ??= this.shutDown(graceMsOf(options));
      return this.stopping;
    } catch (error) {
      return rejectedPromise(error);
    }
  }

  get events$(): Observable<EngineEvent | RunEvent> {
    return engineEvents(this.hub);
  }

  /** A flow ready to be executed; one that is not known yet is registered. */
  private programOf(flow: AnyFlow): Program {
    const known = this.registry.find(flow);
    if (known) return known;
    this.add([flow]);
    return this.programOf(flow);
  }

  /** Makes flows known. A flow that is started without being registered comes here, too. */
  protected add(flows: readonly AnyFlow[]): void {
    for (const { name, version } of this.registry.add(flows)) {
      this.hub.publishEngineEvent({ type: 'flow.registered', at: this.clock.now(), flow: name, version });
    }
  }

  private refuseIfStopping(consequence: string): void {
    if (this.stopping) throw new MillraceError('ENGINE_STOPPED', `the engine is stopping; ${consequence}`);
  }

  private runToEnd(program: Program, input: unknown, options: StartOptions): Promise<unknown> {
    const known = this.starter.alreadyStarted(program.graph, input, options);
    if (known) return this.settled(known);
    const run = this.starter.open(program, input, options);
    run.anonymous = options.id === undefined && options.idempotencyKey === undefined;
    const outcome = this.settled(run);
    this.starter.begin(run, options);
    return outcome;
  }

  private cancel(run: LiveRun, reason: string, compensate: boolean): void {
    this.executor.apply(run, { type: 'run.cancel', ...this.executor.now(), reason, compensate });
  }

  private end(run: LiveRun, ending: Ending): void {
    if (run.anonymous && ending.status === 'completed') this.runs.drop(run);
    else this.runs.end(run);
    run.extra?.detach?.();
    this.hub.end(run);
    settleRun(run, ending);
  }

  /** A promise of the run's outcome. It never counts as unhandled: the run's failure has its owner in the run. */
  private settled(run: LiveRun): Promise<unknown> {
    const { ending, status } = run.state;
    if (ending && hasEnded(status)) return settledOutcome(run, ending);
    if (this.stopped) return markHandled(Promise.reject(this.stopped));
    run.settlement ??= new Deferred();
    return run.settlement.promise;
  }

  private handle(run: LiveRun): Run {
    const { id, correlationId } = run.state.info;
    return new RunHandle(this.access, id, run.graph.name, run.graph.version, correlationId);
  }

  /** What the handles use; they keep no run alive. */
  private readonly access: RunBackend = {
    result: (runId) => {
      try {
        return this.settled(this.known(runId));
      } catch (error) {
        return rejectedPromise(error);
      }
    },
    status: async (runId): Promise<RunStatus> => Promise.resolve(this.known(runId).state.status),
    cancel: (runId, reason, compensate) => {
      const run = this.runs.get(runId);
      if (run) this.cancel(run, reason, compensate);
      return Promise.resolve();
    },
    pause: async (runId, reason) => {
      this.executor.apply(this.known(runId), { type: 'run.pause', ...this.executor.now(), reason });
      await Promise.resolve();
    },
    resume: async (runId) => {
      this.executor.apply(this.known(runId), { type: 'run.resume', ...this.executor.now() });
      await Promise.resolve();
    },
    events: (runId, listener) => {
      const run = this.known(runId);
      return this.hub.listenToEvents(run, hasEnded(run.state.status), listener);
    },
    outputs: (runId, listener) => {
      const run = this.known(runId);
      return this.hub.listenToOutputs(run, hasEnded(run.state.status), listener);
    },
    onThrow: (runId, error) => {
      this.hub.failed(runId, error);
    },
  };

  private find(address: RunAddress): LiveRun {
    if ('id' in address) return this.known(address.id);
    const run = this.runs.find(address.flow, address.idempotencyKey);
    if (run) return run;
    throw new MillraceError('UNKNOWN_RUN', `there is no ${describeRunAddress(address)}`);
  }

  private known(runId: string): LiveRun {
    const run = this.runs.get(runId);
    if (run) return run;
    throw new MillraceError(
      'UNKNOWN_RUN',
      `there is no run ${inspectValue(runId)}; of the runs that have ended, only the latest are remembered`,
      { details: { runId } },
    );
  }

  private async shutDown(graceMs: number): Promise<void> {
    const runs = this.runs.all().filter(({ state }) => !hasEnded(state.status));
    this.hub.publishEngineEvent({ type: 'engine.stopping', at: this.clock.now(), runs: runs.length });
    this.executor.halt();
    await this.executor.idle(graceMs);
    const error = new MillraceError('ENGINE_STOPPED', 'the engine was stopped before the run ended');
    this.stopped = error;
    for (const run of runs) {
      this.executor.abort(run, error);
      run.extra?.detach?.();
      run.settlement?.reject(error);
      run.settlement = undefined;
      run.streams?.close();
    }
    this.executor.close();
    this.unlisten();
    this.hub.publishEngineEvent({ type: 'engine.stopped', at: this.clock.now() });
    this.hub.close();
  }
}
