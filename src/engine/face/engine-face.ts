import type { Observable } from 'rxjs';
import type { RunEvent } from '../../core';
import { inspectValue, MillraceError } from '../../errors';
import { type FlowRegistry, instanceCodecs, type Program } from '../../execution';
import { type AnyFlow, type Flow, type Outcome, requireFlow, type Signal } from '../../flow';
import type { Resilience, ResilienceSnapshot } from '../../resilience';
import type { Clock, InputType } from '../../step';
import type { PayloadCodec } from '../../storage/payloads';
import type { Page, RunAddress } from '../../storage/port';
import { rejectedPromise } from '../handles/deferred';
import { type RunAccess, RunHandle } from '../handles/run-handle';
import type { Engine, SignalOptions, SignalTarget } from '../port/engine';
import type { EngineBackend, RunIdentifiers } from '../port/engine-backend';
import type { EngineEvent } from '../port/engine-event';
import type { StartOptions } from '../port/engine-options';
import type { Run } from '../port/run';
import type { RunFilter, RunSummary } from '../port/run-summary';
import type { StopOptions } from '../port/stop-options';
import type { Tasks } from '../port/tasks';
import { graceMsOf } from '../requests/grace-ms';
import { requireStartOptions } from '../requests/options/start-options';
import { flowNameOf, parseRunAddress, unknownRun } from '../requests/parse-run-address';
import { parseRunFilter, requireRunFilter } from '../requests/parse-run-filter';
import { type AnySignal, requireSignalKey, signalNameOf, validateSignalPayload } from '../requests/parse-signal';
import { requireDeclared } from '../requests/require-declared';
import { requireString } from '../requests/require-string';
import { payloadTypeOf } from '../requests/signal-by-name';
import { prepareStart, refuseIfAborted, type StartRequest } from '../requests/start-request';
import { engineEvents } from '../streams/engine-events';
import type { StreamHub } from '../streams/stream-hub';
import { TaskService } from '../tasks';
import type { Authorize } from '../tasks/authorize-task';

/** The dependencies of an {@link EngineFace}. */
export interface EngineFaceParts<Backend extends EngineBackend = EngineBackend> {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly registry: FlowRegistry;
  readonly streams: StreamHub;
  readonly guards: Resilience;
  /** Copies values as a storage would return them. Without it, values are passed by reference. */
  readonly codec: PayloadCodec | undefined;
  readonly authorize: Authorize | undefined;
  /** Returns the error for callers of an engine that has stopped. */
  readonly stoppedError: () => MillraceError;
  /** Called before flows are registered. An error it throws prevents the registration. */
  readonly beforeRegistering?: ((flows: readonly AnyFlow[]) => void) | undefined;
}

/**
 * The typed surface of every engine. Checks arguments, registers flows, refuses work while stopping and makes handles.
 * Its backend drives and keeps the runs.
 */
export class EngineFace<Backend extends EngineBackend = EngineBackend> implements Engine {
  readonly tasks: Tasks;
  protected readonly backend: Backend;
  private readonly access: RunAccess;
  private readonly stopListening: () => void;
  private opening: Promise<void> | undefined = undefined;
  private isOpen = false;
  private stopping: Promise<void> | undefined = undefined;

  constructor(private readonly parts: EngineFaceParts<Backend>) {
    const { backend, clock, registry, streams, guards, codec, authorize } = parts;
    this.backend = backend;
    this.access = {
      outcome: backend.outcome,
      status: backend.status,
      control: (runId, input) =>
        this.readyToWork(`run ${inspectValue(runId)} is unchanged`).then(() => backend.control(runId, input)),
      events: backend.events,
      outputs: backend.outputs,
      feed: backend.feed,
      onSubscriberFailure: (runId, failure) => {
        streams.failed(runId, failure);
      },
    };
    this.tasks = new TaskService({
      repository: backend.tasks,
      clock,
      registry,
      codec,
      authorize,
      refuseIfStopping: this.refuseIfStopping,
    });
    this.stopListening = guards.listen((event) => {
      streams.publishEngineEvent(event);
    });
  }

  ready(): Promise<void> {
    if (this.stopping && !this.opening) return rejectedPromise(this.parts.stoppedError());
    this.opening ??= this.backend.open().then(
      () => {
        this.isOpen = true;
      },
      (error: unknown) => {
        // Allow a retry: the storage may be reachable by then.
        this.opening = undefined;
        throw error;
      },
    );
    return this.opening;
  }

  async register(...flows: readonly AnyFlow[]): Promise<void> {
    await this.registerFor('register()', flows);
  }

  private async registerFor(by: string, flows: readonly AnyFlow[]): Promise<void> {
    await this.readyToWork('the flows were not registered');
    const definitions = flows.map((flow) => requireFlow(flow, by));
    await this.backend.checkFlows?.(definitions);
    this.add(flows);
  }

  readonly flows = (): readonly AnyFlow[] => this.parts.registry.flows();

  start<In, Routes, Outputs>(
    flow: Flow<In, Routes, Outputs>,
    input: In,
    options?: StartOptions,
  ): Promise<Run<Routes, Outputs>>;
  start(flow: string, input: unknown, options?: StartOptions): Promise<Run>;
  start(flow: AnyFlow | string, input: unknown, options?: StartOptions): Promise<Run> {
    return this.launch(flow, input, options);
  }

  /** Starts a run of a flow of unknown type. */
  async launch(flow: AnyFlow | string, input: unknown, options?: StartOptions): Promise<Run> {
    const checkedOptions = requireStartOptions(options, 'start()');
    this.refuseStart(flow);
    await this.ready();
    const program =
      typeof flow === 'string'
        ? this.programByName(flow, input, checkedOptions)
        : await this.programOf(flow, 'start()');
    this.refuseStart(program.graph.name);
    const request = this.checkedStart(await prepareStart(program, input, checkedOptions, this.parts.codec));
    return this.handle(await this.backend.start(request));
  }

  run<In, Routes, Outputs>(
    flow: Flow<In, Routes, Outputs>,
    input: In,
    options?: StartOptions,
  ): Promise<Outcome<Routes>> {
    return this.outcomeOf(flow, input, options) as Promise<Outcome<Routes>>;
  }

  async get(runId: string): Promise<Run | undefined> {
    requireString(runId, 'runId', 'get()');
    await this.ready();
    const found = await this.backend.find({ id: runId });
    return found && this.handle(found);
  }

  async inspect(runId: string): Promise<RunSummary | undefined> {
    requireString(runId, 'runId', 'inspect()');
    await this.ready();
    return this.backend.inspect(runId);
  }

  async list(filter: RunFilter = {}): Promise<Page<RunSummary>> {
    const query = parseRunFilter(requireRunFilter(filter, 'list()'), 'list()');
    await this.ready();
    return this.backend.list(query);
  }

  signal<T, Given>(
    target: SignalTarget,
    signal: Signal<T, Given>,
    payload: Given,
    options?: SignalOptions,
  ): Promise<void>;
  signal(target: SignalTarget, signal: string, payload?: unknown, options?: SignalOptions): Promise<void>;
  signal(target: SignalTarget, signal: AnySignal | string, payload: unknown, options?: SignalOptions): Promise<void> {
    return this.deliver(target, signal, payload, options);
  }

  /** Sends a signal of unknown type. */
  async deliver(
    target: SignalTarget,
    signal: AnySignal | string,
    payload: unknown,
    options: SignalOptions = {},
  ): Promise<void> {
    const name = signalNameOf(signal);
    this.refuseIfStopping(`the signal "${name}" was not sent`);
    const idempotencyKey = requireSignalKey(options);
    const to = parseRunAddress(target);
    await this.ready();
    await this.refuseUnknownSignal(name, to);
    const { codec } = this.parts;
    const type = typeof signal === 'string' ? await this.payloadTypeAt(to, name, payload) : signal.payload;
    codec?.add(instanceCodecs([type]));
    const valid = await validateSignalPayload({ name, payload: type }, payload);
    const accepted = codec ? codec.copy(valid, () => `the payload of signal "${name}"`) : valid;
    await this.backend.signal(to, { type: 'signal.received', name, payload: accepted }, idempotencyKey);
  }

  resilience(): ResilienceSnapshot {
    return this.parts.guards.snapshot();
  }

  stop(options?: StopOptions): Promise<void> {
    try {
      const graceMs = graceMsOf(options);
      this.stopping ??= this.shutDown(graceMs);
      return this.stopping;
    } catch (error) {
      return rejectedPromise(error);
    }
  }

  get events$(): Observable<EngineEvent | RunEvent> {
    return engineEvents(this.parts.streams);
  }

  /** Registers flows without a check by the backend. For the flows that an engine is created with. */
  add(flows: readonly AnyFlow[]): void {
    if (flows.length === 0) return;
    const { registry, streams, clock, beforeRegistering } = this.parts;
    beforeRegistering?.(flows);
    for (const { name, version } of registry.add(flows))
      streams.publishEngineEvent({ type: 'flow.registered', at: clock.now(), flow: name, version });
    this.backend.onRegistered?.();
  }

  protected handle(run: RunIdentifiers): Run {
    return new RunHandle(this.access, run);
  }

  /** Refuses work if the engine is stopping; opens it if it is not open yet. */
  protected async readyToWork(consequence: string): Promise<void> {
    this.refuseIfStopping(consequence);
    await this.ready();
  }

  /** Returns the program of a flow, registering the flow if necessary. */
  protected async programOf(flow: AnyFlow, by: string): Promise<Program> {
    const known = this.parts.registry.find(flow, by);
    if (known) return known;
    await this.registerFor(by, [flow]);
    return this.programOf(flow, by);
  }

  /**
   * Returns the program of a flow that is started by its name, with an input that the compiler did not check.
   *
   * @throws {MillraceError} `UNKNOWN_FLOW`, or `INVALID_INPUT` if the flow declares no input and gets one
   */
  private programByName(flow: string, input: unknown, { version }: StartOptions): Program {
    const program = this.parts.registry.byName(flow, version, 'start()');
    const otherwise = 'a start with the flow itself needs no declaration';
    requireDeclared(program.graph.root.definition, input, { by: 'start()', flow, otherwise });
    return program;
  }

  private outcomeOf(flow: AnyFlow, input: unknown, options: StartOptions | undefined): Promise<unknown> {
    const { backend } = this;
    const { run } = backend;
    try {
      const program = run && this.parts.registry.find(flow, 'run()');
      if (!program) return this.startAndWait(flow, input, options);
      const checkedOptions = requireStartOptions(options, 'run()');
      this.refuseStart(program.graph.name);
      const request = prepareStart(program, input, checkedOptions, this.parts.codec);
      return request instanceof Promise
        ? request.then((validated) => run(this.checkedStart(validated)))
        : run(this.checkedStart(request));
    } catch (error) {
      return rejectedPromise(error);
    }
  }

  private async startAndWait(flow: AnyFlow, input: unknown, options: StartOptions | undefined): Promise<unknown> {
    const checkedOptions = requireStartOptions(options, 'run()');
    this.refuseStart(flow);
    if (this.backend.run) {
      await this.programOf(flow, 'run()');
      return this.outcomeOf(flow, input, checkedOptions);
    }
    const run = await this.launch(flow, input, checkedOptions);
    return run.result();
  }

  /**
   * Refuses a signal that no registered flow waits for, unless the run is of a flow that only another engine knows. The
   * run is looked up in that case alone.
   */
  private async refuseUnknownSignal(name: string, to: RunAddress): Promise<void> {
    const { registry } = this.parts;
    if (registry.knowsSignal(name)) return;
    const flow = 'id' in to ? (await this.backend.find(to))?.flow : to.flow;
    if (flow !== undefined && registry.knowsFlow(flow)) throw registry.unknownSignal(name);
  }

  /** Returns the declared payload of a signal that is sent by its name; `undefined` for one that needs none. */
  private async payloadTypeAt(to: RunAddress, name: string, payload: unknown): Promise<InputType | undefined> {
    const run = await this.backend.find(to);
    if (!run) throw unknownRun(to);
    return payloadTypeOf(name, payload, run, this.parts.registry);
  }

  /** Repeats the checks whose result may have changed while a start was validated. */
  private checkedStart(request: StartRequest): StartRequest {
    this.refuseStart(request.program.graph.name);
    refuseIfAborted(request);
    return request;
  }

  private refuseStart(flow: AnyFlow | string): void {
    if (this.stopping) this.refuseIfStopping(`flow ${inspectValue(flowNameOf(flow))} was not started`);
  }

  private readonly refuseIfStopping = (consequence: string): void => {
    if (this.stopping)
      throw new MillraceError(
        'ENGINE_STOPPED',
        `the engine is stopping or has stopped; ${consequence}; create another engine`,
      );
  };

  private async shutDown(graceMs: number): Promise<void> {
    const { streams, clock } = this.parts;
    streams.publishEngineEvent({ type: 'engine.stopping', at: clock.now(), runs: this.backend.size() });
    // An open engine must not wait here: nothing may start between the call and the halt.
    if (!this.isOpen) await this.opening?.catch(() => undefined);
    await this.backend.close(graceMs);
    this.stopListening();
    streams.publishEngineEvent({ type: 'engine.stopped', at: clock.now() });
    streams.close();
  }
}
