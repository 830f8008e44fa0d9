import { randomUUID } from 'node:crypto';
import type { Observable } from 'rxjs';
import { hasEnded, type RunEvent } from '../../core';
import { MillraceError, toFailure } from '../../errors';
import { FlowRegistry } from '../../execution/registry/flow-registry';
import type { Program } from '../../execution/registry/program';
import { plainFactory } from '../../execution/registry/step-factory';
import { type AnyFlow, type Flow, type Outcome, type Signal } from '../../flow';
import { directoryOf, Resilience, type ResilienceSnapshot } from '../../resilience';
import { type Clock, durationMs } from '../../step';
import { PayloadCodec } from '../../storage/payloads';
import type { Page, RunKey, Storage } from '../../storage/port';
import { RunDriver } from '../driver/run-driver';
import { rejectedPromise } from '../handles/deferred';
import type { SignalTarget } from '../port/engine';
import type { EngineEvent } from '../port/engine-event';
import type { StartOptions } from '../port/engine-options';
import type { Run } from '../port/run';
import type {
  DurableEngine,
  ForkOptions,
  HistoryOptions,
  HistoryPage,
  Migrated,
  MigrateOptions,
  PurgeOptions,
  Redriven,
  RedriveOptions,
} from '../port/run-administration';
import type { RunFilter, RunSummary } from '../port/run-summary';
import { graceMsOf, type StopOptions } from '../port/stop-options';
import { requireStartOptions } from '../requests/check-start-options';
import { clockOf } from '../requests/clock-of';
import { requireSignalKey, requireSignalName } from '../requests/parse-signal';
import { requireInteger } from '../requests/require-integer';
import { engineEvents } from '../streams/engine-events';
import { StreamHub } from '../streams/stream-hub';
import { TaskService, type Tasks } from '../tasks';
import { ExclusiveRuns } from './administration/exclusive-runs';
import { RunAdministrator } from './administration/run-administrator';
import { RunJournal } from './journal/run-journal';
import { flowStructureOf } from './loading/flow-structure';
import { LeaseKeeper } from './ownership/lease-keeper';
import { OwnedRuns } from './ownership/owned-runs';
import { RunClaimer } from './ownership/run-claimer';
import { EventFeed } from './reading/event-feed';
import { OutcomeWatcher } from './reading/outcome-watcher';
import { OutputFeed } from './reading/output-feed';
import { RunHandles, stopped } from './reading/run-handles';
import { StoredTaskRepository } from './reading/stored-task-repository';
import { AbortSignals } from './requests/abort-signals';
import { FlowAdmission } from './requests/flow-admission';
import { Inbox } from './requests/inbox';
import { type FreshRun, newRun } from './requests/new-run';
import { StoredRunStarter } from './requests/run-starter';
import { Retention } from './retention';
import { leaseMs, type StorageEngineOptions } from './storage-engine-options';

/** Runs flows in this process and keeps them in a storage, so that they survive it. */
export class StorageEngine implements DurableEngine {
  private readonly clock: Clock;
  private readonly storage: Storage;
  private readonly guards: Resilience;
  private readonly registry: FlowRegistry;
  private readonly hub: StreamHub;
  private readonly lease: LeaseKeeper;
  private readonly journal: RunJournal;
  private readonly executor: RunDriver;
  private readonly owned: OwnedRuns;
  private readonly claims: RunClaimer;
  private readonly outcomes: OutcomeWatcher;
  private readonly feed: EventFeed;
  private readonly inbox: Inbox;
  private readonly starts: StoredRunStarter;
  private readonly retention: Retention;
  private readonly operator: RunAdministrator;
  private readonly admission: FlowAdmission;
  private readonly handles: RunHandles;
  readonly tasks: Tasks;
  private readonly outputs: OutputFeed;
  private readonly signals: AbortSignals;
  private readonly codec: PayloadCodec;
  private readonly compensateOnFailure: boolean;
  private readonly onError = (error: unknown): void => {
    this.hub.publishEngineEvent({ type: 'storage.failed', at: this.clock.now(), failure: toFailure(error) });
  };
  private opening: Promise<void> | undefined = undefined;
  private stopping: Promise<void> | undefined = undefined;
  private readonly ends: (() => void)[] = [];

  constructor(options: StorageEngineOptions) {
    const { storage, random = Math.random, factory = plainFactory, flows = [], compensateOnFailure = true } = options;
    const clock = clockOf(options);
    this.clock = clock;
    this.storage = storage;
    this.compensateOnFailure = compensateOnFailure;
    this.codec = new PayloadCodec(options, [options.transforms ?? []].flat());
    this.guards = options.resilience ?? new Resilience({ clock, random });
    const directory = directoryOf(this.guards);
    this.registry = new FlowRegistry(factory, directory, this.codec);
    this.hub = new StreamHub(clock, 0);
    this.ends.push(
      this.guards.listen((event) => {
        this.hub.publishEngineEvent(event);
      }),
    );
    const { onError } = this;
    const ttlMs = leaseMs(options.lease ?? '15s');
    const maxRecoveries = requireInteger(options.maxRecoveries ?? 5, 'maxRecoveries');
    this.lease = new LeaseKeeper(storage, clock, randomUUID(), ttlMs, {
      onLost: () => {
        this.claims.leaseLost();
        this.owned.dropAll();
      },
      onRegained: () => {
        this.outcomes.lookAgain();
        this.claims.poll();
      },
      onError,
    });
    this.journal = new RunJournal(storage, this.lease, this.codec, clock, {
      onReleased: (run) => {
        this.owned.drop(run);
        this.outcomes.left(run);
        if (!hasEnded(run.state.status)) this.claims.poll();
      },
      onLost: (run, error) => {
        this.claims.lost(run, error);
      },
      onRefused: (run, refusal) => {
        this.claims.refused(run, refusal);
      },
      onCommitted: (run) => {
        this.feed.committed(run.id, hasEnded(run.state.status));
      },
      isAlone: () => this.owned.size <= 1 && this.starts.isIdle,
    });
    this.executor = new RunDriver(
      clock,
      random,
      factory,
      this.codec,
      this.hub,
      {
        onEnd: (run, ending) => {
          this.outputs.ended(run.id);
          this.outcomes.ended(run, ending);
        },
        onStray: (run, error) => {
          const failure = toFailure(error);
          this.hub.publishEngineEvent({ type: 'hook.failed', at: clock.now(), runId: run.id, failure });
        },
      },
      directory,
      this.journal,
    );
    this.feed = new EventFeed(storage, this.codec, clock);
    const onSent = (run: RunKey): void => {
      this.claims.deliver(run);
    };
    this.outputs = new OutputFeed(this.feed, (runId, streams) => {
      this.owned.stream(runId, streams);
    });
    this.owned = new OwnedRuns(this.executor, this.journal, this.codec, this.outputs, maxRecoveries);
    this.claims = new RunClaimer(storage, clock, this.lease, this.registry, this.owned, {
      onError,
      onReconciled: () => {
        this.feed.readAll();
        this.outcomes.lookAgain();
      },
    });
    const isHere = (runId: string): boolean => this.starts.isBeginning(runId) || this.owned.has(runId);
    this.outcomes = new OutcomeWatcher(storage, this.codec, clock, this.registry, isHere);
    this.signals = new AbortSignals(this.feed, clock, (runId) =>
      this.handles.known(runId).then((run) => run.cancel('the signal given at its start was aborted')),
    );
    this.inbox = new Inbox(storage, this.codec, clock, onSent);
    this.starts = new StoredRunStarter(storage, this.lease, this.owned, this.claims, this.signals);
    const taken = new ExclusiveRuns(storage, this.lease, this.claims, isHere);
    const keepMs = options.retention === undefined ? undefined : durationMs(options.retention, 'retention');
    this.retention = new Retention(storage, clock, keepMs, onError);
    this.admission = new FlowAdmission(storage, options.acceptChanges ?? [], this.registry, (added) => {
      this.add(added);
      this.claims.poll();
    });
    this.operator = new RunAdministrator(
      storage,
      taken,
      this.codec,
      this.registry,
      this.owned,
      this.executor,
      this.retention,
    );
    this.handles = new RunHandles(storage, this.outcomes, this.feed, this.outputs, this.hub, {
      send: (runId, coreInput) => this.ready().then(() => this.inbox.send({ id: runId }, coreInput)),
      isStopping: () => this.stopping !== undefined,
    });
    const repository = new StoredTaskRepository(storage, this.codec, clock, this.registry, this.executor, {
      ready: () => this.ready(),
      onSent,
    });
    this.tasks = new TaskService(
      repository,
      clock,
      this.registry,
      this.codec,
      options.authorize,
      this.refuseIfStopping,
    );
    this.add(flows);
  }

  ready(): Promise<void> {
    if (this.stopping && !this.opening) return rejectedPromise(stopped());
    this.opening ??= this.open().catch((error: unknown) => {
      // The storage may be there the next time.
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  async register(...flows: readonly AnyFlow[]): Promise<void> {
    await this.ready();
    await this.admission.register(flows);
  }

  readonly flows = (): readonly AnyFlow[] => this.registry.flows();

  start<In, Routes, Outputs>(
    flow: Flow<In, Routes, Outputs>,
    input: In,
    options?: StartOptions,
  ): Promise<Run<Routes, Outputs>>;
  start(flow: string, input: unknown, options?: StartOptions): Promise<Run>;
  async start(flow: AnyFlow | string, input: unknown, given?: StartOptions): Promise<Run> {
    const options = requireStartOptions(given);
    await this.ready();
    const program =
      typeof flow === 'string' ? this.registry.byName(flow, options.version) : await this.admission.programOf(flow);
    this.refuseIfStopping(`flow "${program.graph.name}" was not started`);
    const fresh = await newRun(program, input, options, {
      codec: this.codec,
      now: this.executor.now(),
      compensateOnFailure: this.compensateOnFailure,
      structure: flowStructureOf(program),
    });
    return this.launch(program, fresh, options);
  }

  private async launch(program: Program, fresh: FreshRun, options: StartOptions): Promise<Run> {
    this.refuseIfStopping(`flow "${program.graph.name}" was not started`);
    const id = await this.starts.launch(program, fresh, options);
    return this.handles.of({ ...fresh.row.origin, id });
  }

  run<In, Routes, Outputs>(
    flow: Flow<In, Routes, Outputs>,
    input: In,
    options?: StartOptions,
  ): Promise<Outcome<Routes>> {
    return this.start(flow, input, options).then((run) => run.result());
  }

  async get(runId: string): Promise<Run | undefined> {
    await this.ready();
    return this.handles.find(runId);
  }

  async inspect(runId: string): Promise<RunSummary | undefined> {
    await this.ready();
    return this.operator.inspect(runId);
  }

  async list(filter: RunFilter = {}): Promise<Page<RunSummary>> {
    await this.ready();
    return this.operator.list(filter);
  }

  async redrive(runId: string, options: RedriveOptions = {}): Promise<Run> {
    await this.atWork('the run was not tried again');
    await this.operator.redrive(runId, options);
    return this.handles.known(runId);
  }

  async redriveAll(filter: Omit<RunFilter, 'status' | 'after'> = {}): Promise<Redriven> {
    await this.atWork('no run was tried again');
    return this.operator.redriveAll(filter);
  }

  async fork(runId: string, options: ForkOptions = {}): Promise<Run> {
    await this.atWork('the run was not copied');
    const fresh = await this.operator.fork(runId, options);
    return this.launch(fresh.program, fresh, options);
  }

  async history(runId: string, options: HistoryOptions = {}): Promise<HistoryPage> {
    await this.ready();
    return this.operator.history(runId, options);
  }

  async migrate(runs: readonly string[] | RunFilter, options: MigrateOptions): Promise<Migrated> {
    await this.atWork('no run was moved');
    return this.operator.migrate(runs, options, (flow) => this.admission.programOf(flow));
  }

  async orphans(filter: RunFilter = {}): Promise<Page<RunSummary>> {
    await this.ready();
    return this.operator.orphans(filter);
  }

  async remove(runId: string): Promise<void> {
    await this.atWork('the run was not removed');
    await this.operator.remove(runId);
  }

  async purge(options: PurgeOptions): Promise<number> {
    await this.atWork('nothing was removed');
    return this.operator.purge(options);
  }

  async signal<T, Given>(
    target: SignalTarget,
    signal: Signal<T, Given>,
    payload: Given,
    options: { readonly idempotencyKey?: string } = {},
  ): Promise<void> {
    this.refuseIfStopping(`the signal "${requireSignalName(signal)}" was not sent`);
    const idempotencyKey = requireSignalKey(options);
    await this.ready();
    await this.inbox.signal(target, signal, payload, idempotencyKey);
  }

  stop(options?: StopOptions): Promise<void> {
    try {
      this.stopping ??= this.shutDown(graceMsOf(options));
      return this.stopping;
    } catch (error) {
      return rejectedPromise(error);
    }
  }

  resilience(): ResilienceSnapshot {
    return this.guards.snapshot();
  }

  get events$(): Observable<EngineEvent | RunEvent> {
    return engineEvents(this.hub);
  }

  private async open(): Promise<void> {
    await this.storage.open();
    try {
      await this.begin();
    } catch (error) {
      await this.storage.close();
      throw error;
    }
  }

  private async begin(): Promise<void> {
    await this.admission.check();
    await this.lease.open();
    this.ends.push(
      this.storage.watch((notice) => {
        if (notice.type === 'due') this.claims.poll();
        else if (notice.type === 'posted') this.claims.deliver(notice.run);
        else if (!this.owned.get(notice.run)) {
          this.feed.committedElsewhere(notice.run);
          this.outcomes.committed(notice.run);
        }
      }),
    );
    this.claims.start();
    this.retention.start();
  }

  private add(flows: readonly AnyFlow[]): void {
    for (const { name, version } of this.registry.add(flows))
      this.hub.publishEngineEvent({ type: 'flow.registered', at: this.clock.now(), flow: name, version });
  }

  private async atWork(consequence: string): Promise<void> {
    this.refuseIfStopping(consequence);
    await this.ready();
  }

  private readonly refuseIfStopping = (consequence: string): void => {
    if (this.stopping) throw new MillraceError('ENGINE_STOPPED', `the engine is stopping; ${consequence}`);
  };

  private async shutDown(graceMs: number): Promise<void> {
    const isOpen = await this.opening?.then(
      () => true,
      () => false,
    );
    this.hub.publishEngineEvent({ type: 'engine.stopping', at: this.clock.now(), runs: this.owned.size });
    this.claims.stop();
    this.retention.close();
    this.executor.halt();
    await this.executor.idle(graceMs);
    await this.journal.settled();
    const error = stopped();
    this.owned.abortAll(error);
    this.executor.close();
    this.outcomes.close(error);
    this.feed.close();
    for (const end of this.ends) end();
    if (isOpen) {
      await this.lease.close();
      await this.storage.close().catch(this.onError);
    }
    this.hub.publishEngineEvent({ type: 'engine.stopped', at: this.clock.now() });
    this.hub.close();
  }
}
