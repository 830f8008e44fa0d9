import { hasEnded, type RunStatus } from '../../core';
import { MillraceError } from '../../errors';
import type { FlowRegistry } from '../../execution';
import type { FlowDefinition } from '../../flow';
import type { Clock } from '../../step';
import type { PayloadCodec } from '../../storage/payloads';
import type { Created, CreateResult, Page, RunAddress, RunQuery, Storage } from '../../storage/port';
import type { ProcessHold } from '../driver/process-hold';
import { rejectedPromise } from '../handles/deferred';
import type { DurableBackend, RunIdentifiers } from '../port/engine-backend';
import type { StartOptions } from '../port/engine-options';
import type { RunSummary } from '../port/run-summary';
import { startConflict } from '../requests/idempotency/idempotency-conflict';
import type { ControlInput, SignalInput } from '../requests/sent-input';
import type { StartRequest } from '../requests/start-request';
import { type Retention } from './administration/retention';
import { RunAdministrator } from './administration/run-administrator';
import { flowStructureOf } from './loading/flow-structure';
import type { EventFeed } from './reading/event-feed';
import type { LiveOutputs } from './reading/live-outputs';
import type { OutcomeWatcher } from './reading/outcome-watcher';
import { RunRows } from './reading/run-rows';
import type { RunWatch } from './reading/run-watch';
import { StoredTaskRepository } from './reading/stored-task-repository';
import { summarizeRow } from './reading/summarize-row';
import { AbortSignals } from './requests/abort-signals';
import { FlowAdmission } from './requests/flow-admission';
import { Inbox } from './requests/inbox';
import { type FreshRun, newRun } from './requests/new-run';
import { unknownOutcome } from './requests/unknown-outcome';
import type { RunMover } from './run-mover';

/** The dependencies of a {@link StoreBackend}. */
export interface StoreBackendParts {
  readonly storage: Storage;
  readonly codec: PayloadCodec;
  readonly clock: Clock;
  readonly registry: FlowRegistry;
  readonly mover: RunMover;
  readonly watch: RunWatch;
  readonly events: EventFeed;
  readonly outputs: LiveOutputs;
  readonly outcomes: OutcomeWatcher;
  readonly retention: Retention;
  readonly hold: ProcessHold;
  readonly compensateOnFailure: boolean;
  /** The names of flows that changed without a new version and still continue their unfinished runs. */
  readonly acceptedChanges: readonly string[];
  /** Receives storage errors that no caller receives. */
  readonly onError: (error: unknown) => void;
}

/** Keeps runs in a storage. Its {@link RunMover} executes them. */
export class StoreBackend implements DurableBackend {
  readonly tasks: StoredTaskRepository;
  readonly administration: RunAdministrator;
  private readonly rows: RunRows;
  private readonly inbox: Inbox;
  private readonly admission: FlowAdmission;
  private readonly abortSignals: AbortSignals;
  private stopWatching: (() => void) | undefined = undefined;
  private isOpen = false;
  private isClosing = false;
  private holds = false;

  constructor(private readonly parts: StoreBackendParts) {
    const { storage, codec, clock, registry, mover, events, retention, acceptedChanges } = parts;
    this.rows = new RunRows(storage);
    this.inbox = new Inbox({ storage, codec, clock, onSent: mover.deliver });
    this.admission = new FlowAdmission(storage, acceptedChanges, registry);
    this.abortSignals = new AbortSignals(events, clock, (runId) =>
      this.control(runId, {
        type: 'run.cancel',
        reason: 'the signal given at its start was aborted',
        compensate: false,
      }),
    );
    this.tasks = new StoredTaskRepository({ storage, codec, clock, registry, mover });
    this.administration = new RunAdministrator({
      storage,
      codec,
      registry,
      mover,
      retention,
      rows: this.rows,
      launch: (fresh, options) => this.launch(fresh, options),
    });
  }

  readonly open = async (): Promise<void> => {
    const { storage } = this.parts;
    await storage.open();
    try {
      await this.begin();
    } catch (error) {
      await storage.close();
      throw error;
    }
    this.isOpen = true;
    this.holdForFlows();
  };

  readonly size = (): number => this.parts.mover.size();

  readonly checkFlows = (flows: readonly FlowDefinition[]): Promise<void> => this.admission.check(flows);

  readonly onRegistered = (): void => {
    this.holdForFlows();
    this.parts.mover.poll();
  };

  readonly start = (request: StartRequest): Promise<RunIdentifiers> => {
    const { codec, mover, compensateOnFailure } = this.parts;
    const structure = flowStructureOf(request.program);
    const fresh = newRun(request, { codec, now: mover.now(), compensateOnFailure, structure });
    return this.launch(fresh, request.options);
  };

  readonly signal = (to: RunAddress, signal: SignalInput, idempotencyKey: string | undefined): Promise<void> =>
    this.inbox.signal(to, signal, idempotencyKey);

  readonly control = async (runId: string, input: ControlInput): Promise<void> => {
    if (input.type === 'run.cancel') {
      const { head } = await this.rows.of(runId, 'cancel()');
      if (hasEnded(head.status)) return;
    }
    await this.inbox.control(runId, input);
  };

  readonly find = async (run: RunAddress): Promise<RunIdentifiers | undefined> => {
    const row = await this.parts.storage.find({ run });
    return row?.origin;
  };

  readonly inspect = async (runId: string): Promise<RunSummary | undefined> => {
    const { storage, codec } = this.parts;
    const row = await storage.find({ run: { id: runId } });
    return row && summarizeRow(row, codec.reader);
  };

  readonly list = async (query: RunQuery): Promise<Page<RunSummary>> => {
    const { storage, codec } = this.parts;
    const { items, next } = await storage.list(query);
    return { items: items.map((row) => summarizeRow(row, codec.reader)), next };
  };

  readonly status = async (runId: string): Promise<RunStatus> => (await this.rows.of(runId, 'status()')).head.status;

  readonly outcome = (runId: string): Promise<unknown> =>
    this.isClosing ? rejectedPromise(stoppedError()) : this.parts.outcomes.of(runId);

  readonly events: DurableBackend['events'] = (runId, listener) => this.parts.events.listen(runId, listener);

  readonly outputs: DurableBackend['outputs'] = (runId, listener) => this.parts.outputs.listen(runId, listener);

  readonly feed: DurableBackend['feed'] = (runId, news) => this.parts.outputs.feed(runId, news);

  readonly close = async (graceMs: number): Promise<void> => {
    const { storage, mover, watch, outcomes, retention, hold, onError } = this.parts;
    this.isClosing = true;
    const error = stoppedError();
    retention.close();
    await mover.stop(graceMs, error);
    outcomes.close(error);
    watch.close();
    this.stopWatching?.();
    if (this.isOpen) {
      await mover.close();
      await storage.close().catch(onError);
    }
    hold.close();
  };

  /** Keeps the process alive once there are flows whose runs others may start. */
  private holdForFlows(): void {
    if (this.holds || !this.isOpen || this.isClosing || this.parts.registry.versions().length === 0) return;
    this.holds = true;
    this.parts.hold.acquire();
  }

  private async begin(): Promise<void> {
    const { storage, mover, retention } = this.parts;
    await this.admission.check();
    await mover.open();
    this.stopWatching = storage.watch((notice) => {
      switch (notice.type) {
        case 'due':
          mover.poll();
          return;
        case 'posted':
          mover.deliver(notice.run);
          return;
        case 'committed':
          if (mover.owns(notice.run)) return;
          this.parts.watch.committedElsewhere(notice.run);
          this.parts.outcomes.committed(notice.run);
      }
    });
    mover.start();
    retention.start();
  }

  /** Creates a run, or returns the run that the same idempotency key created. */
  private async launch(fresh: FreshRun, options: StartOptions): Promise<RunIdentifiers> {
    const { origin } = fresh.row;
    const { id, result, digest } = await this.created(fresh);
    switch (result) {
      case 'taken':
        throw new MillraceError(
          'DUPLICATE_RUN',
          `there is a run with the id "${id}" already; leave id out or choose another`,
        );
      case 'created':
        if (options.retainedEvents) this.parts.outputs.keep(id, options.retainedEvents);
        if (options.signal) this.abortSignals.cancelOnAbort(id, options.signal);
        return origin;
      case 'exists':
        if (fresh.keyed && !this.parts.codec.hasDigest(fresh.keyed, digest))
          throw startConflict(origin.flow, fresh.keyed, id);
        return { ...origin, id };
    }
  }

  private async created(fresh: FreshRun): Promise<Created> {
    const { id: runId, flow, idempotencyKey } = fresh.row.origin;
    let created: CreateResult;
    try {
      created = await this.parts.mover.launch(fresh);
    } catch (error) {
      const cure =
        idempotencyKey === undefined
          ? `see whether there is a run "${runId}" before you start it again; a start with an idempotencyKey can be repeated without a second effect`
          : 'repeat it with the same idempotencyKey, which starts no second run';
      throw unknownOutcome(error, `the start of flow "${flow}"`, cure, { runId, idempotencyKey });
    }
    if ('error' in created) throw created.error;
    return created;
  }
}

/** Returns the error for callers that wait for a run when the engine stops. */
export function stoppedError(): MillraceError {
  return new MillraceError(
    'ENGINE_STOPPED',
    'the engine was stopped before the run ended; the run goes on with the next engine',
  );
}
