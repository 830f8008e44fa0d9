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
 * An engine on virtual time: its clock stands still until it is told to go on, so that retries, timers of months and reminders take
 * milliseconds. Values pass through the journal's codec as they would with a storage, unless `strict` is `false`.
 *
 * @example
 * const engine = new TestEngine({ flows: [approval] });
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
  /** Errors beside the runs, such as a form that was refused. */
  private readonly problems: Error[] = [];

  /**
   * @throws {DefinitionError} for steps that cannot be made, and for a double that has nothing to do in `flows`
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
      traces.hear(event);
      if (event.type !== 'task.created') return;
      const place = environment.graphs.of(event.flow, event.version).places.get(event.place);
      if (place) this.people.ask(event, place);
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
      trace.take(output);
    });
    keepTrace(run, trace);
    return run;
  }

  /**
   * Starts a run, lets time pass until it has ended, and returns its outcome.
   *
   * @throws {MillraceError} `WRONG_STATE` where it waits for something that time does not bring; `TIMEOUT` where a step is still at work
   * after `patience`
   */
  async run<In, Routes, Outputs>(
    flow: Flow<In, Routes, Outputs>,
    input: In,
    options?: StartOptions,
  ): Promise<Outcome<Routes>> {
    const run = await this.start(flow, input, options);
    // Asked for before it has ended: of runs that have, an engine retains only the latest.
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
    options?: { readonly idempotencyKey?: string },
  ): Promise<void> {
    return this.memory.engine.signal(target, signal, payload, options);
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

  /** Lets time pass. What is due meanwhile happens in order, with all that follows from it. */
  async advance(by: Duration): Promise<void> {
    await this.clock.advance(by);
    this.complain();
  }

  /** The same up to a moment: epoch ms or a `Date`. */
  async advanceTo(moment: number | Date): Promise<void> {
    await this.clock.advanceTo(moment);
    this.complain();
  }

  /** Lets everything happen that can without any time passing. */
  async settle(): Promise<void> {
    await this.clock.settle();
    this.complain();
  }

  /**
   * Lets time pass until every run has ended, or waits for something that time does not bring.
   *
   * @throws {MillraceError} `TIMEOUT` where a step is still at work after `patience`; `WRONG_STATE` where there is no end of it
   */
  async runUntilIdle(): Promise<void> {
    await this.runUntilTrue(() => false);
  }

  /**
   * Lets time pass until a condition holds. Gives whether it does: not where nothing is left to wait for.
   *
   * @throws {MillraceError} `TIMEOUT` where a step is still at work after `patience`; `WRONG_STATE` where there is no end of it
   */
  async runUntilTrue(condition: () => boolean): Promise<boolean> {
    const holds = await this.clock.runUntil(condition);
    this.complain();
    if (!holds && this.environment.isBusy()) throw this.impatience();
    return holds;
  }

  /**
   * Lets time pass until a run comes to a node, or stands there already.
   *
   * @throws {MillraceError} `UNKNOWN_NODE` for a node that no flow has; `WRONG_STATE` where no run comes to it
   */
  async runUntil(node: NodeSelector): Promise<void> {
    if (await this.runUntilTrue(this.comesTo(node))) return;
    const runs = this.environment.traces.all().map(standText).join('; ');
    const message = `no run comes to ${nameOf(node)}, however much time passes: ${runs || 'there is none'}`;
    throw new MillraceError('WRONG_STATE', message);
  }

  /** A condition: that a run comes to a node from now on, or stands there. */
  comesTo(node: NodeSelector): () => boolean {
    const { graphs, traces } = this.environment;
    return traces.comesTo(selectedPlaces(graphs.all(), node));
  }

  /** Sends a signal when its time has come. */
  send({ signal, payload, afterMs }: SentSignal, runId: string): void {
    this.clock.setTimer(afterMs, () => {
      this.signal({ runId }, signal, payload as never).catch((error: unknown) => this.problems.push(errorOf(error)));
    });
  }

  /** What the engine has told beside the events of runs: of hooks that threw, of guards. */
  get notices(): readonly EngineEvent[] {
    return this.environment.traces.notices;
  }

  /** Everything that a run has done so far: of its id or its handle. */
  trace(run: string | Pick<Run, 'id'>): Trace {
    const id = typeof run === 'string' ? run : run.id;
    const trace = this.findTrace(id);
    if (trace) return trace;
    throw new MillraceError('UNKNOWN_RUN', `run ${id} has not begun on this engine`, { details: { runId: id } });
  }

  /** The same; `undefined` for a run that was not started here. */
  findTrace(runId: string): Trace | undefined {
    return this.environment.traces.of(runId);
  }

  /** Stops the engine, and puts back what was changed in its container. */
  async stop(options?: StopOptions): Promise<void> {
    try {
      const stopped = this.memory.engine.stop(options);
      // Whoever does not end in time is aborted: time has to pass for that.
      await this.clock.runUntil(settledBy(stopped));
      await stopped;
    } finally {
      this.environment.restore();
    }
  }

  /** Nothing but real time ends what a step is doing, and that is not waited for any longer. */
  private impatience(): MillraceError {
    const running = this.environment.traces.all().filter(({ outcome }) => outcome.status === 'running');
    const message = `a step is still at work, and gave no sign of life for as long as patience lets it: ${running.map(standText).join('; ')}; give more patience, or a double`;
    return new MillraceError('TIMEOUT', message);
  }

  /** What went wrong beside the runs has to be somebody's: whoever let it happen. */
  private complain(): void {
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
