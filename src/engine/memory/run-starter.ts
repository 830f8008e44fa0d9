import { MillraceError } from '../../errors';
import type { PayloadCodec } from '../../storage/payloads';
import type { ProcessHold } from '../driver/process-hold';
import type { RunDriver } from '../driver/run-driver';
import { listenToAbort } from '../handles/listen-to-abort';
import type { StartOptions } from '../port/engine-options';
import { startConflict } from '../requests/idempotency/idempotency-conflict';
import { keyedStart } from '../requests/idempotency/keyed-request';
import type { StartRequest } from '../requests/start-request';
import type { StreamHub } from '../streams/stream-hub';
import { MemoryRun } from './memory-run';
import type { RunIdentityOptions } from './run-identity';
import type { RunQueues } from './run-queues';
import type { RunTable } from './run-table';
import { StartingLine } from './starting-line';

/** The dependencies of a {@link RunStarter}. */
export interface RunStarterParts {
  readonly runs: RunTable;
  readonly queues: RunQueues;
  readonly streams: StreamHub;
  readonly driver: RunDriver<MemoryRun>;
  readonly hold: ProcessHold;
  readonly compensateOnFailure: boolean;
  /** Compares requests with an idempotency key. */
  readonly codec: PayloadCodec;
}

/** Creates and starts runs in memory. A refused start leaves nothing behind. */
export class RunStarter {
  /** Shared by all runs started without an identity. */
  private readonly defaultIdentity: RunIdentityOptions;
  private readonly line = new StartingLine();

  constructor(private readonly parts: RunStarterParts) {
    this.defaultIdentity = {
      id: undefined,
      correlationId: undefined,
      tags: Object.freeze([]),
      idempotencyKey: undefined,
      compensateOnFailure: parts.compensateOnFailure,
    };
  }

  /**
   * Returns the run already started with the same idempotency key.
   *
   * @throws {MillraceError} `IDEMPOTENCY_CONFLICT` if it was started with another input
   */
  alreadyStarted(request: StartRequest): MemoryRun | undefined {
    const { runs, codec } = this.parts;
    const keyed = keyedStart(request);
    const { name } = request.program.graph;
    const known = keyed && runs.find(name, keyed.idempotencyKey);
    if (!known || known.details?.startDigest === codec.digest(keyed)) return known;
    throw startConflict(name, keyed, known.id);
  }

  /**
   * Creates a pending run.
   *
   * @throws {MillraceError} `DUPLICATE_RUN`, or `NOT_SERIALISABLE` if it has an idempotency key and cannot be compared
   */
  create(request: StartRequest): MemoryRun {
    const { program, input, options, shared, concurrencyKey } = request;
    const { id, retainedEvents, signal } = options;
    const { runs, streams, hold, codec } = this.parts;
    if (id !== undefined && runs.get(id))
      throw new MillraceError(
        'DUPLICATE_RUN',
        `there is a run with the id "${id}" already; leave id out or choose another`,
      );
    const keyed = keyedStart(request);
    const startDigest = keyed && codec.digest(keyed);
    const run = new MemoryRun(program, runs.identify(this.identityOptions(options)), input);
    if (concurrencyKey !== undefined) run.ownDetails().concurrencyKey = concurrencyKey;
    if (shared) run.ownDetails().shared = shared;
    if (startDigest !== undefined) run.ownDetails().startDigest = startDigest;
    runs.add(run);
    hold.acquire();
    if (retainedEvents !== undefined && retainedEvents > 0) streams.keep(run, retainedEvents);
    if (signal) this.cancelOnAbort(run, signal);
    return run;
  }

  /** Starts a run at once or in a later turn, and when it has a permit if its flow has a queue. */
  begin(run: MemoryRun, deadlineMs: number | undefined): void {
    if (this.line.isOpen()) this.enqueue(run, deadlineMs);
    else
      this.line.wait(() => {
        this.enqueue(run, deadlineMs);
      });
  }

  private enqueue(run: MemoryRun, deadlineMs: number | undefined): void {
    if (this.parts.driver.isHalted) return;
    if (run.graph.root.queue)
      this.parts.queues.start(run, () => {
        this.startNow(run, deadlineMs);
      });
    else this.startNow(run, deadlineMs);
  }

  private startNow(run: MemoryRun, deadlineMs: number | undefined): void {
    const { driver } = this.parts;
    if (driver.isHalted) return;
    const { at, random } = driver.now();
    driver.apply(run, { type: 'run.start', at, random, deadlineMs, shared: run.details?.shared });
  }

  private identityOptions({ id, correlationId, tags, idempotencyKey }: StartOptions): RunIdentityOptions {
    if (id === undefined && correlationId === undefined && tags === undefined && idempotencyKey === undefined)
      return this.defaultIdentity;
    return { ...this.defaultIdentity, id, correlationId, tags: Object.freeze([...(tags ?? [])]), idempotencyKey };
  }

  private cancelOnAbort(run: MemoryRun, signal: AbortSignal): void {
    const { driver } = this.parts;
    const cancel = (): void => {
      const reason = 'the signal given at its start was aborted';
      driver.apply(run, { type: 'run.cancel', ...driver.now(), reason, compensate: false });
    };
    run.ownDetails().detach = listenToAbort(signal, cancel);
  }
}
