import { isDeepStrictEqual } from 'node:util';
import type { Observable } from 'rxjs';
import { MillraceError, RunCancelledError, RunFailedError, toFailure } from '../errors';
import type { AnyFlow, Flow, Graph, Outcome, Signal } from '../flow';
import { type Ending, hasEnded, type RunEvent, type RunStatus } from '../run';
import { durationMs } from '../step';
import { copyThrough } from '../storage';
import { type Clock, systemClock } from './clock';
import type { Engine, SignalTarget } from './engine';
import type { EngineEvent } from './engine-event';
import type { LocalEngineOptions, StartOptions } from './engine-options';
import { Executor } from './executor';
import { FlowRegistry } from './flow-registry';
import { validateInput } from './input';
import { LiveRun, liveExtra } from './live-run';
import { LocalRun, type RunAccess } from './local-run';
import type { Program } from './program';
import { alreadyReceived, keepReceived, signalName } from './received-signals';
import type { Run } from './run-handle';
import type { Given } from './run-identity';
import type { RunFilter, RunSummary } from './run-summary';
import { RunTable } from './run-table';
import { handled, rejected, Settlement } from './settlement';
import { plainFactory } from './step-factory';
import { guardedObservable } from './streams/guarded-observable';
import { DEFAULT_HISTORY } from './streams/run-streams';
import { StreamHub } from './streams/stream-hub';
import { matches, summaryOf } from './summary-of';

/** How long `stop` waits for steps in flight, in ms. */
const DEFAULT_GRACE_MS = 5000;

/** Runs flows in this process, in memory. */
export class LocalEngine implements Engine {
  private readonly clock: Clock;
  private readonly registry: FlowRegistry;
  private readonly hub: StreamHub;
  private readonly executor: Executor;
  private readonly runs: RunTable;
  private readonly strict: boolean;
  private readonly nothingGiven: Given;
  private stopping: Promise<void> | undefined = undefined;
  /** What those are told who wait for a run that the stopped engine will not end. */
  private stopped: MillraceError | undefined = undefined;

  constructor(options: LocalEngineOptions = {}) {
    const { clock = systemClock, random = Math.random, factory = plainFactory, strict = false, flows = [] } = options;
    const { history = DEFAULT_HISTORY, remember = 1000, compensateOnFailure = true } = options;
    this.clock = clock;
    this.strict = strict;
    this.nothingGiven = {
      id: undefined,
      correlationId: undefined,
      tags: Object.freeze([]),
      idempotencyKey: undefined,
      compensateOnFailure,
    };
    this.registry = new FlowRegistry(factory);
    this.hub = new StreamHub(clock, count(history, 'history'));
    this.runs = new RunTable(count(remember, 'remember'));
    this.executor = new Executor(clock, random, factory, strict, this.hub, {
      onEnd: (run, ending) => {
        this.end(run, ending);
      },
      onStray: (run, error) => {
        this.hub.tellOfEngine({ type: 'hook.failed', at: this.clock.now(), runId: run.id, failure: toFailure(error) });
      },
    });
    this.add(flows);
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  async register(...flows: readonly AnyFlow[]): Promise<void> {
    this.add(flows);
    await this.ready();
  }

  start<In, Routes, Emits>(
    flow: Flow<In, Routes, Emits>,
    input: In,
    options?: StartOptions,
  ): Promise<Run<Routes, Emits>>;
  start(flow: string, input: unknown, options?: StartOptions): Promise<Run>;
  async start(flow: AnyFlow | string, input: unknown, options: StartOptions = {}): Promise<Run> {
    const program = typeof flow === 'string' ? this.registry.byName(flow, options.version) : this.programOf(flow);
    const accepted = await this.accept(program.graph, input);
    const known = this.alreadyStarted(program.graph, accepted, options);
    if (known) return this.handle(known);
    const run = this.open(program, accepted, options);
    setImmediate(() => {
      this.begin(run, options);
    });
    return this.handle(run);
  }

  run<In, Routes, Emits>(
    flow: Flow<In, Routes, Emits>,
    input: In,
    options: StartOptions = {},
  ): Promise<Outcome<Routes>> {
    let outcome: Promise<unknown>;
    try {
      const program = this.programOf(flow);
      const accepted = this.accept(program.graph, input);
      outcome =
        accepted instanceof Promise
          ? accepted.then((value) => this.runToEnd(program, value, options))
          : this.runToEnd(program, accepted, options);
    } catch (error) {
      outcome = rejected(error);
    }
    return outcome as Promise<Outcome<Routes>>;
  }

  get(runId: string): Promise<Run | undefined> {
    const run = this.runs.get(runId);
    return Promise.resolve(run && this.handle(run));
  }

  inspect(runId: string): Promise<RunSummary | undefined> {
    const run = this.runs.get(runId);
    return Promise.resolve(run && summaryOf(run));
  }

  list(filter: RunFilter = {}): Promise<readonly RunSummary[]> {
    const found = this.runs.newestFirst().filter((run) => matches(run, filter));
    return Promise.resolve(found.slice(0, filter.limit ?? 100).map(summaryOf));
  }

  async signal<T>(
    target: SignalTarget,
    signal: Signal<T>,
    payload: T,
    { idempotencyKey }: { readonly idempotencyKey?: string } = {},
  ): Promise<void> {
    const name = signalName(signal);
    this.refuseIfStopping(`the signal "${name}" was not sent`);
    const run = this.find(target);
    if (idempotencyKey !== undefined && alreadyReceived(run, idempotencyKey, name, payload)) return;
    if (hasEnded(run.state.status)) {
      throw new MillraceError(
        'RUN_FINISHED',
        `run ${run.id} of flow "${run.graph.name}" is ${run.state.status} and takes no signal "${name}"`,
      );
    }
    const accepted = this.strict ? copyThrough(payload) : payload;
    if (idempotencyKey !== undefined) keepReceived(run, idempotencyKey, name, payload);
    this.executor.apply(run, { type: 'signal.received', ...this.executor.now(), name, payload: accepted });
    await Promise.resolve();
  }

  stop({ graceMs = DEFAULT_GRACE_MS }: { readonly graceMs?: number } = {}): Promise<void> {
    this.stopping ??= this.shutDown(graceMs);
    return this.stopping;
  }

  get events$(): Observable<EngineEvent | RunEvent> {
    return guardedObservable<EngineEvent | RunEvent>(
      (observer) => this.hub.listenToEngine(observer),
      (error) => {
        this.hub.failed(undefined, error);
      },
    );
  }

  /** A flow ready to be executed; one that is not known yet is registered. */
  private programOf(flow: AnyFlow): Program {
    const known = this.registry.find(flow);
    if (known) return known;
    this.add([flow]);
    return this.programOf(flow);
  }

  private add(flows: readonly AnyFlow[]): void {
    for (const { name, version } of this.registry.add(flows)) {
      this.hub.tellOfEngine({ type: 'flow.registered', at: this.clock.now(), flow: name, version });
    }
  }

  private refuseIfStopping(consequence: string): void {
    if (this.stopping) throw new MillraceError('ENGINE_STOPPED', `the engine is stopping; ${consequence}`);
  }

  /** The input as the first step gets it: validated where the flow declares how. */
  private accept(graph: Graph, input: unknown): unknown {
    this.refuseIfStopping(`flow "${graph.name}" was not started`);
    const { definition } = graph.root;
    if (definition.kind !== 'flow' || definition.input === undefined) return this.strict ? copyThrough(input) : input;
    return validateInput(definition.input, input, `input of flow "${graph.name}"`);
  }

  /** The run that the same idempotency key has started before. */
  private alreadyStarted(graph: Graph, input: unknown, { idempotencyKey }: StartOptions): LiveRun | undefined {
    const known = idempotencyKey === undefined ? undefined : this.runs.find(graph.name, idempotencyKey);
    if (!known || isDeepStrictEqual(known.state.root.input, input)) return known;
    throw new MillraceError(
      'IDEMPOTENCY_CONFLICT',
      `flow "${graph.name}" was started with the idempotency key "${idempotencyKey ?? ''}" and another input, as run ${known.id}; use a new key for new work`,
      { details: { runId: known.id, idempotencyKey } },
    );
  }

  private open(program: Program, input: unknown, options: StartOptions): LiveRun {
    const { id, history, signal } = options;
    // Asked again: validation may have taken its time.
    this.refuseIfStopping(`flow "${program.graph.name}" was not started`);
    if (id !== undefined && this.runs.get(id))
      throw new MillraceError(
        'DUPLICATE_RUN',
        `there is a run with the id "${id}" already; leave id out or choose another`,
      );
    if (signal?.aborted) {
      throw new MillraceError(
        'ABORTED',
        `flow "${program.graph.name}" was not started: the given signal is aborted already`,
        {
          cause: signal.reason,
        },
      );
    }
    if (options.deadline !== undefined) durationMs(options.deadline, 'deadline');
    if (history !== undefined) count(history, 'history');
    const run = new LiveRun(program, this.runs.identify(this.given(options)), input);
    this.runs.add(run);
    if (history !== undefined && history > 0) this.hub.keep(run, history);
    if (signal) this.obey(run, signal);
    return run;
  }

  /** What the start says about the run; one object for all that say nothing. */
  private given({ id, correlationId, tags, idempotencyKey }: StartOptions): Given {
    if (id === undefined && correlationId === undefined && tags === undefined && idempotencyKey === undefined)
      return this.nothingGiven;
    return { ...this.nothingGiven, id, correlationId, tags: Object.freeze([...(tags ?? [])]), idempotencyKey };
  }

  /** Cancels the run when a signal of its caller is aborted. */
  private obey(run: LiveRun, signal: AbortSignal): void {
    const cancel = (): void => {
      this.cancel(run, 'the signal given at its start was aborted', false);
    };
    signal.addEventListener('abort', cancel, { once: true });
    liveExtra(run).detach = () => {
      signal.removeEventListener('abort', cancel);
    };
  }

  private begin(run: LiveRun, { deadline }: StartOptions): void {
    if (this.stopping) return;
    const deadlineMs = deadline === undefined ? undefined : durationMs(deadline, 'deadline');
    const { at, roll } = this.executor.now();
    this.executor.apply(run, { type: 'run.start', at, roll, deadlineMs });
  }

  private runToEnd(program: Program, input: unknown, options: StartOptions): Promise<unknown> {
    const known = this.alreadyStarted(program.graph, input, options);
    if (known) return this.settled(known);
    const run = this.open(program, input, options);
    run.anonymous = options.id === undefined && options.idempotencyKey === undefined;
    const outcome = this.settled(run);
    this.begin(run, options);
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
    const { settlement } = run;
    if (!settlement) return;
    run.settlement = undefined;
    if (ending.status === 'completed') settlement.resolve(outcomeValue(run, ending));
    else settlement.reject(errorOf(run, ending));
  }

  /** A promise of the run's outcome. It never counts as unhandled: the run's failure has its owner in the run. */
  private settled(run: LiveRun): Promise<unknown> {
    const { ending, status } = run.state;
    if (ending && hasEnded(status))
      return ending.status === 'completed'
        ? Promise.resolve(outcomeValue(run, ending))
        : handled(Promise.reject(errorOf(run, ending)));
    if (this.stopped) return handled(Promise.reject(this.stopped));
    run.settlement ??= new Settlement();
    return run.settlement.promise;
  }

  private handle(run: LiveRun): Run {
    const { id, correlationId } = run.state.info;
    return new LocalRun(this.access, id, run.graph.name, run.graph.version, correlationId);
  }

  /** What the handles use; they keep no run alive. */
  private readonly access: RunAccess = {
    result: (runId) => {
      try {
        return this.settled(this.known(runId));
      } catch (error) {
        return rejected(error);
      }
    },
    status: async (runId): Promise<RunStatus> => Promise.resolve(this.known(runId).state.status),
    cancel: (runId, reason, compensate) => {
      const run = this.runs.get(runId);
      if (run) this.cancel(run, reason, compensate);
      return Promise.resolve();
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

  private find(target: SignalTarget): LiveRun {
    if ('runId' in target) return this.known(target.runId);
    const name = typeof target.flow === 'string' ? target.flow : target.flow.name;
    const run = this.runs.find(name, target.key);
    if (run) return run;
    throw new MillraceError('UNKNOWN_RUN', `flow "${name}" has no run with the idempotency key "${target.key}"`);
  }

  private known(runId: string): LiveRun {
    const run = this.runs.get(runId);
    if (run) return run;
    throw new MillraceError(
      'UNKNOWN_RUN',
      `there is no run "${runId}"; of the runs that have ended, only the latest are remembered`,
      { details: { runId } },
    );
  }

  private async shutDown(graceMs: number): Promise<void> {
    const runs = this.runs.all().filter(({ state }) => !hasEnded(state.status));
    this.hub.tellOfEngine({ type: 'engine.stopping', at: this.clock.now(), runs: runs.length });
    this.executor.halt();
    await this.idle(graceMs);
    const error = new MillraceError('ENGINE_STOPPED', 'the engine was stopped before the run ended');
    this.stopped = error;
    for (const run of runs) {
      this.executor.abort(run, error);
      run.extra?.detach?.();
      run.settlement?.reject(error);
      run.settlement = undefined;
      run.streams?.close();
    }
    this.hub.tellOfEngine({ type: 'engine.stopped', at: this.clock.now() });
    this.hub.close();
  }

  /** Resolves when nothing is in flight any more, or the time is over. */
  private idle(graceMs: number): Promise<void> {
    if (this.executor.inFlight === 0 || graceMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.clock.setTimer(graceMs, resolve);
      this.executor.onIdle = () => {
        timer.clear();
        resolve();
      };
    });
  }
}

function outcomeValue(
  { graph }: LiveRun,
  { action, value }: Extract<Ending, { readonly status: 'completed' }>,
): unknown {
  return graph.root.exits === 1 ? value : { action, value };
}

function errorOf(run: LiveRun, ending: Exclude<Ending, { readonly status: 'completed' }>): Error {
  return ending.status === 'cancelled'
    ? new RunCancelledError(run.id, run.graph.name, ending.reason)
    : new RunFailedError(run.id, run.graph.name, ending.failure, run.extra?.lastError);
}

function count(value: number, option: string): number {
  if (Number.isInteger(value) && value >= 0) return value;
  throw new MillraceError('INVALID_OPTION', `${option}: expected a whole number of at least 0, got ${String(value)}`, {
    details: { option },
  });
}
