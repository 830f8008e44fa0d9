import type { Observable } from 'rxjs';
import type { RunEvent } from '../../core';
import {
  createMemoryEngine,
  type Engine,
  type EngineEvent,
  type MemoryEngine,
  type Run,
  type RunFilter,
  type RunSummary,
  type SignalOptions,
  type SignalTarget,
  type StartOptions,
  type StopOptions,
  type Tasks,
} from '../../engine';
import { MillraceError } from '../../errors';
import type { AnyFlow, Flow, Outcome, Signal } from '../../flow';
import type { ResilienceSnapshot } from '../../resilience';
import type { Duration } from '../../step';
import type { Page } from '../../storage/port';
import type { VirtualClock } from '../clock/virtual-clock';
import { People } from '../people/people';
import { type NodeSelector, nameOf, selectedPlaces } from '../trace/node-selector';
import { standText } from '../trace/stand-text';
import type { Trace } from '../trace/trace';
import { keepTrace } from '../trace/trace-of';
import type { SentSignal } from './sent-signal';
import type { TestEngineOptions } from './test-engine-options';
import { TestEnvironment } from './test-environment';

/**
 * An engine on virtual time: its clock stands still until it is advanced, so that retries, timers of months and
 * reminders take milliseconds. Values pass through the codec of the journal, as with a storage, unless `strict` is
 * `false`.
 *
 * @example
 * const engine = createTestEngine({ flows: [approval] });
 * const run = await engine.start(approval, order);
 * await engine.runUntil('approve');
 * await engine.advance('48h');
 * await engine.stop();
 */
export class TestEngine implements Engine {
  readonly clock: VirtualClock;
  readonly tasks: Tasks;
  private readonly memory: MemoryEngine;
  private readonly environment: TestEnvironment;
  private readonly people: People;
  /** Problems outside of the runs, such as a form that was refused. */
  private readonly problems: Error[] = [];

  /**
   * @throws {DefinitionError} for steps that cannot be created, and for a double without a place in `flows`
   * @throws {MillraceError} `INVALID_OPTION`
   */
  constructor(options: TestEngineOptions = {}) {
    const environment = new TestEnvironment(options);
    const { clock, traces, answers } = environment;
    this.environment = environment;
    this.clock = clock;
    this.memory = createMemoryEngine({ ...environment.options, beforeRegistering: environment.checkFlows });
    this.tasks = this.memory.engine.tasks;
    this.people = new People(answers, this.tasks, clock, (error) => this.problems.push(errorOf(error)));
    environment.executing = this.memory.executing;
    this.events$.subscribe((event) => {
      traces.onEvent(event);
      if (event.type !== 'task.created') return;
      const place = environment.graphs.of(event.flow, event.version).places.get(event.place);
      if (place) this.people.schedule(event, place);
    });
    if (!options.flows || options.flows.length === 0) return;
    try {
      this.memory.add(options.flows);
    } catch (error) {
      environment.restore();
      throw error;
    }
  }

  ready(): Promise<void> {
    return this.memory.engine.ready();
  }

  register(...flows: readonly AnyFlow[]): Promise<void> {
    return this.memory.engine.register(...flows);
  }

  readonly flows = (): readonly AnyFlow[] => this.memory.engine.flows();

  start<In, Routes, Outputs>(
    flow: Flow<In, Routes, Outputs>,
    input: In,
    options?: StartOptions,
  ): Promise<Run<Routes, Outputs>>;
  start(flow: string, input: unknown, options?: StartOptions): Promise<Run>;
  async start(flow: AnyFlow | string, input: unknown, options?: StartOptions): Promise<Run> {
    const run = await this.memory.launch(flow, input, options);
    const trace = this.environment.traces.open(run.id, run.flow, run.version);
    run.outputs$.subscribe((output) => {
      trace.onOutput(output);
    });
    keepTrace(run, trace);
    return run;
  }

  /**
   * Starts a run, advances the clock until it has ended, and returns its outcome.
   *
   * @throws {MillraceError} `WRONG_STATE` if the run waits for a person or a signal; `TIMEOUT` if a step is still
   *   executing after `patience`
   */
  async run<In, Routes, Outputs>(
    flow: Flow<In, Routes, Outputs>,
    input: In,
    options?: StartOptions,
  ): Promise<Outcome<Routes>> {
    const run = await this.start(flow, input, options);
    // Requested before the run has ended, since an engine retains only the latest ended runs.
    const result = run.result();
    const ended = (): boolean => this.trace(run.id).isOver;
    if (await this.runUntilTrue(ended)) return result;
    const message = `the run does not end, however much time passes: ${standText(this.trace(run.id))}`;
    throw new MillraceError('WRONG_STATE', message);
  }

  async get(runId: string): Promise<Run | undefined> {
    const run = await this.memory.engine.get(runId);
    const trace = this.findTrace(runId);
    if (run && trace) keepTrace(run, trace);
    return run;
  }

  inspect(runId: string): Promise<RunSummary | undefined> {
    return this.memory.engine.inspect(runId);
  }

  list(filter?: RunFilter): Promise<Page<RunSummary>> {
    return this.memory.engine.list(filter);
  }

  signal<T, Given>(
    target: SignalTarget,
    signal: Signal<T, Given>,
    payload: Given,
    options?: SignalOptions,
  ): Promise<void>;
  signal(target: SignalTarget, signal: string, payload?: unknown, options?: SignalOptions): Promise<void>;
  signal(
    target: SignalTarget,
    signal: Signal<unknown> | string,
    payload: unknown,
    options?: SignalOptions,
  ): Promise<void> {
    return this.memory.deliver(target, signal, payload, options);
  }

  resilience(): ResilienceSnapshot {
    return this.memory.engine.resilience();
  }

  get events$(): Observable<EngineEvent | RunEvent> {
    return this.memory.engine.events$;
  }

  /** Returns the committed values of a run's shared store; `undefined` if there is no such run. */
  shared(runId: string): Readonly<Record<string, unknown>> | undefined {
    return this.memory.shared(runId);
  }

  /** Advances the clock. Due timers fire in order, each followed by all its consequences. */
  async advance(by: Duration): Promise<void> {
    await this.clock.advance(by);
    this.throwProblems();
  }

  /** Advances the clock to a time: epoch ms or a `Date`. */
  async advanceTo(moment: number | Date): Promise<void> {
    await this.clock.advanceTo(moment);
    this.throwProblems();
  }

  /** Waits until all work is done that does not need the clock to advance. */
  async settle(): Promise<void> {
    await this.clock.settle();
    this.throwProblems();
  }

  /**
   * Advances the clock until every run has ended, or waits for a person or a signal.
   *
   * @throws {MillraceError} `TIMEOUT` if a step is still executing after `patience`; `WRONG_STATE` if there are always
   *   more timers
   */
  async runUntilIdle(): Promise<void> {
    await this.runUntilTrue(() => false);
  }

  /**
   * Advances the clock until a condition holds or no timers are left. Returns whether the condition holds.
   *
   * @throws {MillraceError} `TIMEOUT` if a step is still executing after `patience`; `WRONG_STATE` if there are always
   *   more timers
   */
  async runUntilTrue(condition: () => boolean): Promise<boolean> {
    const holds = await this.clock.runUntil(condition);
    this.throwProblems();
    if (!holds && this.environment.isBusy()) throw this.patienceExceeded();
    return holds;
  }

  /**
   * Advances the clock until a run reaches a node. Returns immediately if a run stands there.
   *
   * @throws {MillraceError} `UNKNOWN_NODE` for a node that no flow has; `WRONG_STATE` if no run reaches it
   */
  async runUntil(node: NodeSelector): Promise<void> {
    if (await this.runUntilTrue(this.arrivalAt(node))) return;
    const runs = this.environment.traces.all().map(standText).join('; ');
    const message = `no run reaches ${nameOf(node)}, however much time passes: ${runs || 'there is none'}`;
    throw new MillraceError('WRONG_STATE', message);
  }

  /** Returns a condition that holds once a run stands at a node, or reaches it from now on. */
  arrivalAt(node: NodeSelector): () => boolean {
    const { graphs, traces } = this.environment;
    return traces.arrivalAt(selectedPlaces(graphs.all(), node));
  }

  /** Sends a signal to a run after its delay. */
  send({ signal, payload, afterMs }: SentSignal, runId: string): void {
    this.clock.setTimer(afterMs, () => {
      this.signal({ runId }, signal, payload as never).catch((error: unknown) => this.problems.push(errorOf(error)));
    });
  }

  /** The events of the engine that are not about a run, such as those of guards and of hooks that threw. */
  get notices(): readonly EngineEvent[] {
    return this.environment.traces.notices;
  }

  /** Returns the trace of a run so far, by its id or handle. */
  trace(run: string | Pick<Run, 'id'>): Trace {
    const id = typeof run === 'string' ? run : run.id;
    const trace = this.findTrace(id);
    if (trace) return trace;
    throw new MillraceError('UNKNOWN_RUN', `run ${id} was not started on this engine`, { details: { runId: id } });
  }

  /** Returns the trace of a run; `undefined` for a run that was not started here. */
  findTrace(runId: string): Trace | undefined {
    return this.environment.traces.of(runId);
  }

  /** Stops the engine, and restores the bindings of its container. */
  async stop(options?: StopOptions): Promise<void> {
    try {
      const stopped = this.memory.engine.stop(options);
      // The clock has to advance until the engine aborts work that does not end in time.
      await this.clock.runUntil(settledBy(stopped));
      await stopped;
    } finally {
      this.environment.restore();
    }
  }

  /** Returns the error for a step that is still executing after the `patience` in real time. */
  private patienceExceeded(): MillraceError {
    const running = this.environment.traces.all().filter(({ outcome }) => outcome.status === 'running');
    const message = `a step is still executing after the patience in real time: ${running.map(standText).join('; ')}; increase patience, or use a double`;
    return new MillraceError('TIMEOUT', message);
  }

  /** Throws a problem outside of the runs to the caller whose call was in progress. */
  private throwProblems(): void {
    const [problem] = this.problems.splice(0);
    if (problem) throw problem;
  }
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** Whether a promise has settled. */
function settledBy(promise: Promise<unknown>): () => boolean {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  return () => settled;
}

/**
 * Creates an engine on virtual time.
 *
 * @throws {DefinitionError} for steps that cannot be created, and for a double without a place in `flows`
 * @throws {MillraceError} `INVALID_OPTION`
 * @example const engine = createTestEngine({ flows: [approval] });
 */
export function createTestEngine(options?: TestEngineOptions): TestEngine {
  return new TestEngine(options);
}
