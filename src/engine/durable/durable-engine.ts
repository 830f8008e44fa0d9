import { randomUUID } from 'node:crypto';
import type { Observable } from 'rxjs';
import { MillraceError, toFailure } from '../../errors';
import { type AnyFlow, type Flow, type Outcome, type Signal, structuralHash } from '../../flow';
import { directoryOf, Resilience, type ResilienceSnapshot } from '../../resilience';
import { hasEnded, type RunEvent, type RunStatus } from '../../run';
import { type Clock, type Duration, durationMs } from '../../step';
import { copyThrough, decode, encode } from '../../storage';
import type { RunAddress, RunRow, Storage } from '../../storage/port';
import type { BodyCodec } from '../../storage/records';
import { clockOf } from '../clock-of';
import type { Engine, SignalTarget } from '../engine';
import type { EngineEvent } from '../engine-event';
import type { LocalEngineOptions, StartOptions } from '../engine-options';
import { Executor } from '../executor';
import { FlowRegistry } from '../flow-registry';
import { LocalRun, type RunAccess } from '../local-run';
import type { Program } from '../program';
import { signalName } from '../received-signals';
import type { Run } from '../run-handle';
import type { RunFilter, RunSummary } from '../run-summary';
import { rejected } from '../settlement';
import { plainFactory } from '../step-factory';
import { guardedObservable } from '../streams/guarded-observable';
import { StreamHub } from '../streams/stream-hub';
import { Claims } from './claims';
import { EventFeed } from './event-feed';
import { Inbox } from './inbox';
import { LeaseKeeper } from './lease-keeper';
import type { SentHappening } from './message';
import { newRun } from './new-run';
import { Outcomes } from './outcomes';
import { OwnedRuns } from './owned-runs';
import { RunJournal } from './run-journal';
import { Starts } from './starts';
import { summaryOfRow } from './summary-of-row';

/** What an engine with a storage takes. */
export interface DurableEngineOptions extends Omit<LocalEngineOptions, 'strict' | 'history' | 'remember'> {
  readonly storage: Storage;
  /**
   * How long an engine that has died keeps its runs before another goes on with them: at least 100 ms. An engine that cannot reach the
   * storage for so long may lose its runs. Default: 15 s.
   */
  readonly lease?: Duration | undefined;
}

/** Runs flows in this process and keeps them in a storage, so that they survive it. */
export class DurableEngine implements Engine {
  private readonly clock: Clock;
  private readonly storage: Storage;
  private readonly guards: Resilience;
  private readonly registry: FlowRegistry;
  private readonly hub: StreamHub;
  private readonly lease: LeaseKeeper;
  private readonly journal: RunJournal;
  private readonly executor: Executor;
  private readonly owned: OwnedRuns;
  private readonly claims: Claims;
  private readonly outcomes: Outcomes;
  private readonly feed: EventFeed;
  private readonly inbox: Inbox;
  private readonly starts: Starts;
  private readonly codec: BodyCodec = { encode, decode };
  private readonly compensateOnFailure: boolean;
  private opening: Promise<void> | undefined = undefined;
  private stopping: Promise<void> | undefined = undefined;
  private readonly ends: (() => void)[] = [];

  constructor(options: DurableEngineOptions) {
    const { storage, random = Math.random, factory = plainFactory, flows = [], compensateOnFailure = true } = options;
    const clock = clockOf(options);
    this.clock = clock;
    this.storage = storage;
    this.compensateOnFailure = compensateOnFailure;
    this.guards = options.resilience ?? new Resilience({ clock, random });
    const directory = directoryOf(this.guards);
    this.registry = new FlowRegistry(factory, directory);
    this.hub = new StreamHub(clock, 0);
    this.ends.push(
      this.guards.listen((event) => {
        this.hub.tellOfEngine(event);
      }),
    );
    const onError = (error: unknown): void => {
      this.hub.tellOfEngine({ type: 'storage.failed', at: clock.now(), failure: toFailure(error) });
    };
    const ttlMs = leaseMs(options.lease ?? '15s');
    this.lease = new LeaseKeeper(storage, clock, randomUUID(), ttlMs, () => this.owned.dropAll(), onError);
    this.journal = new RunJournal(storage, () => this.lease.lease, this.codec, clock, {
      onLetGo: (run) => {
        this.owned.drop(run);
        this.claims.look();
      },
      onLost: (run, error) => {
        if (error) onError(error);
        this.owned.lose(run);
        this.claims.look();
      },
      onCommitted: (run) => {
        this.feed.committed(run.id);
      },
    });
    this.executor = new Executor(
      clock,
      random,
      factory,
      true,
      this.hub,
      {
        onEnd: (run, ending) => {
          this.owned.ended(run);
          this.outcomes.ended(run, ending);
        },
        onStray: (run, error) => {
          const failure = toFailure(error);
          this.hub.tellOfEngine({ type: 'hook.failed', at: clock.now(), runId: run.id, failure });
        },
      },
      directory,
      this.journal,
    );
    this.owned = new OwnedRuns(this.executor, this.journal, this.codec);
    this.claims = new Claims(storage, clock, () => this.lease.lease, this.registry, this.owned, onError);
    this.outcomes = new Outcomes(storage, this.codec, clock, this.registry);
    this.feed = new EventFeed(storage, this.codec, clock);
    this.inbox = new Inbox(storage, this.codec, clock, (run) => {
      this.claims.deliver(run);
    });
    this.starts = new Starts(storage, () => this.lease.lease);
    this.add(flows);
  }

  ready(): Promise<void> {
    this.opening ??= this.open();
    return this.opening;
  }

  async register(...flows: readonly AnyFlow[]): Promise<void> {
    this.add(flows);
    await this.ready();
    this.claims.look();
  }

  start<In, Routes, Emits>(
    flow: Flow<In, Routes, Emits>,
    input: In,
    options?: StartOptions,
  ): Promise<Run<Routes, Emits>>;
  start(flow: string, input: unknown, options?: StartOptions): Promise<Run>;
  async start(flow: AnyFlow | string, input: unknown, options: StartOptions = {}): Promise<Run> {
    await this.ready();
    const program = typeof flow === 'string' ? this.registry.byName(flow, options.version) : this.programOf(flow);
    this.refuseIfStopping(`flow "${program.graph.name}" was not started`);
    const fresh = await newRun(program, input, options, {
      codec: this.codec,
      now: this.executor.now(),
      compensateOnFailure: this.compensateOnFailure,
      hash: this.hashOf(program),
    });
    this.refuseIfStopping(`flow "${program.graph.name}" was not started`);
    const { id, key, owned } = await this.starts.create(program, fresh, options);
    // Not before the caller has the run, so that a subscriber misses nothing.
    if (owned)
      setImmediate(() => {
        if (this.stopping) return;
        this.owned.begin(fresh, key);
        this.claims.deliver(key);
      });
    else this.claims.look();
    return this.handle(id, program, options.correlationId ?? id);
  }

  run<In, Routes, Emits>(flow: Flow<In, Routes, Emits>, input: In, options?: StartOptions): Promise<Outcome<Routes>> {
    return this.start(flow, input, options).then((run) => run.result());
  }

  async get(runId: string): Promise<Run | undefined> {
    await this.ready();
    const row = await this.storage.find({ run: { id: runId } });
    return row && this.handleOf(row);
  }

  async inspect(runId: string): Promise<RunSummary | undefined> {
    await this.ready();
    const row = await this.storage.find({ run: { id: runId } });
    return row && summaryOfRow(row, this.codec);
  }

  async list({ status, limit = 100, ...filter }: RunFilter = {}): Promise<readonly RunSummary[]> {
    await this.ready();
    const statuses = typeof status === 'string' ? [status] : status;
    const query = { ...filter, ...(statuses && { status: statuses }), order: 'newest' as const, limit };
    const { items } = await this.storage.list(query);
    return items.map((row) => summaryOfRow(row, this.codec));
  }

  async signal<T>(
    target: SignalTarget,
    signal: Signal<T>,
    payload: T,
    { idempotencyKey }: { readonly idempotencyKey?: string } = {},
  ): Promise<void> {
    const name = signalName(signal);
    this.refuseIfStopping(`the signal "${name}" was not sent`);
    const to = addressOf(target);
    await this.send(to, { type: 'signal.received', name, payload: copyThrough(payload) }, idempotencyKey);
  }

  stop({ graceMs = 5000 }: { readonly graceMs?: number } = {}): Promise<void> {
    this.stopping ??= this.shutDown(graceMs);
    return this.stopping;
  }

  resilience(): ResilienceSnapshot {
    return this.guards.snapshot();
  }

  get events$(): Observable<EngineEvent | RunEvent> {
    return guardedObservable<EngineEvent | RunEvent>(
      (observer) => this.hub.listenToEngine(observer),
      (error) => {
        this.hub.failed(undefined, error);
      },
    );
  }

  private async open(): Promise<void> {
    await this.storage.open();
    await this.lease.open();
    this.ends.push(
      this.storage.watch((notice) => {
        if (notice.type === 'due') this.claims.look();
        else if (notice.type === 'posted') this.claims.deliver(notice.run);
        else {
          this.feed.committedElsewhere(notice.run);
          this.outcomes.committed(notice.run);
        }
      }),
    );
    this.claims.start();
  }

  private async send(to: RunAddress, happening: SentHappening, idempotencyKey?: string): Promise<void> {
    await this.ready();
    await this.inbox.send(to, happening, idempotencyKey);
  }

  private programOf(flow: AnyFlow): Program {
    const known = this.registry.find(flow);
    if (known) return known;
    this.add([flow]);
    this.claims.look();
    return this.programOf(flow);
  }

  private add(flows: readonly AnyFlow[]): void {
    for (const { name, version } of this.registry.add(flows)) {
      this.hub.tellOfEngine({ type: 'flow.registered', at: this.clock.now(), flow: name, version });
    }
  }

  private hashOf({ graph }: Program): string {
    return structuralHash(graph.root.definition as unknown as AnyFlow);
  }

  private refuseIfStopping(consequence: string): void {
    if (this.stopping) throw new MillraceError('ENGINE_STOPPED', `the engine is stopping; ${consequence}`);
  }

  private handleOf({ origin }: RunRow): Run {
    return new LocalRun(this.access, origin.id, origin.flow, origin.version, origin.correlationId);
  }

  private handle(id: string, { graph }: Program, correlationId: string): Run {
    return new LocalRun(this.access, id, graph.name, graph.version, correlationId);
  }

  /** What the handles use; they keep no run alive. */
  private readonly access: RunAccess = {
    result: (runId) => (this.stopping ? rejected(stopped()) : this.outcomes.of(runId)),
    status: async (runId): Promise<RunStatus> => (await this.known(runId)).head.status,
    cancel: async (runId, reason, compensate) => {
      const { head } = await this.known(runId);
      if (!hasEnded(head.status)) await this.send({ id: runId }, { type: 'run.cancel', reason, compensate });
    },
    events: (runId, listener) => this.feed.listen(runId, listener),
    outputs: (runId, listener) => this.owned.listenToOutputs(runId, listener),
    onThrow: (runId, error) => {
      this.hub.failed(runId, error);
    },
  };

  private async known(runId: string): Promise<RunRow> {
    const row = await this.storage.find({ run: { id: runId } });
    if (row) return row;
    throw new MillraceError('UNKNOWN_RUN', `there is no run "${runId}"`, { details: { runId } });
  }

  private async shutDown(graceMs: number): Promise<void> {
    await this.opening;
    this.hub.tellOfEngine({ type: 'engine.stopping', at: this.clock.now(), runs: this.owned.size });
    this.claims.stop();
    this.executor.halt();
    await this.executor.idle(graceMs);
    await this.journal.settled();
    const error = stopped();
    this.owned.abortAll(error);
    this.outcomes.close(error);
    this.feed.close();
    for (const end of this.ends) end();
    await this.lease.close();
    await this.storage.close();
    this.hub.tellOfEngine({ type: 'engine.stopped', at: this.clock.now() });
    this.hub.close();
  }
}

function leaseMs(lease: Duration): number {
  const ms = durationMs(lease, 'lease');
  if (ms >= 100) return ms;
  throw new MillraceError('INVALID_OPTION', `lease: expected at least 100 ms, got ${ms}`, {
    details: { option: 'lease' },
  });
}

function stopped(): MillraceError {
  return new MillraceError(
    'ENGINE_STOPPED',
    'the engine was stopped before the run ended; the run goes on with the next engine',
  );
}

function addressOf(target: SignalTarget): RunAddress {
  if ('runId' in target) return { id: target.runId };
  return { flow: typeof target.flow === 'string' ? target.flow : target.flow.name, idempotencyKey: target.key };
}
