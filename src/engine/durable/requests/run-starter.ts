import { MillraceError } from '../../../errors';
import { runSoon } from '../../../execution/next-turn';
import type { Program } from '../../../execution/registry/program';
import type { Created, CreateResult, NewRun, Storage } from '../../../storage/port';
import type { StartOptions } from '../../port/engine-options';
import type { LeaseKeeper } from '../ownership/lease-keeper';
import type { OwnedRuns } from '../ownership/owned-runs';
import type { RunClaimer } from '../ownership/run-claimer';
import type { AbortSignals } from './abort-signals';
import type { FreshRun } from './new-run';
import { unknownOutcome } from './unknown-outcome';

interface Waiting {
  readonly run: NewRun;
  readonly resolve: (result: CreateResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Creates runs and lets them begin, or finds the ones that the same idempotency keys have created before. Starts of one turn share a
 * transaction.
 */
export class StoredRunStarter {
  private waiting: Waiting[] = [];
  /** Ids of runs that were created and are about to begin. */
  private readonly beginning = new Set<string>();

  constructor(
    private readonly storage: Storage,
    private readonly lease: LeaseKeeper,
    private readonly owned: OwnedRuns,
    private readonly claims: RunClaimer,
    private readonly signals: AbortSignals,
  ) {}

  /** Whether no run is about to begin. */
  get isIdle(): boolean {
    return this.waiting.length === 0 && this.beginning.size === 0;
  }

  /** Whether a run is about to begin here. */
  isBeginning(runId: string): boolean {
    return this.beginning.has(runId);
  }

  /** Gives the id of the run: of the new one, or of the one that was started before. */
  async launch(program: Program, fresh: FreshRun, options: StartOptions): Promise<string> {
    refuseIfAborted(program, options);
    const before = this.claims.epoch;
    const { id, key, owned, result } = await this.create(program, fresh, options);
    // Not before the caller has the run, so that a subscriber misses nothing.
    if (owned) {
      this.beginning.add(id);
      runSoon(() => {
        this.beginning.delete(id);
        if (this.claims.isStopped) return;
        if (this.claims.mayBeReleasedSince(before)) this.claims.markUncertain(key);
        else {
          this.owned.begin(fresh, key);
          this.claims.deliver(key);
        }
      });
    } else this.claims.poll();
    if (options.signal && result === 'created') this.signals.cancelOnAbort(id, options.signal);
    return id;
  }

  /** @throws {MillraceError} `IDEMPOTENCY_CONFLICT`, `DUPLICATE_RUN`, `PAYLOAD_TOO_LARGE`, `STORAGE_UNAVAILABLE` */
  private async create({ graph }: Program, { row }: FreshRun, { idempotencyKey = '' }: StartOptions): Promise<Created> {
    const created = await this.written(graph.name, row);
    const { id, result } = created;
    if (result === 'conflict') {
      throw new MillraceError(
        'IDEMPOTENCY_CONFLICT',
        `flow "${graph.name}" was started with the idempotency key "${idempotencyKey}" and another input, as run ${id}; use a new key for new work`,
        { details: { runId: id, idempotencyKey } },
      );
    }
    if (result === 'taken') {
      throw new MillraceError(
        'DUPLICATE_RUN',
        `there is a run with the id "${id}" already; leave id out or choose another`,
      );
    }
    return created;
  }

  private async written(flow: string, row: NewRun): Promise<Created> {
    let created: CreateResult;
    try {
      created = await this.write(row);
    } catch (error) {
      this.claims.requestTimedOut();
      const { id: runId, idempotencyKey } = row.origin;
      const cure =
        idempotencyKey === undefined
          ? `see whether there is a run "${runId}" before you start it again; a start with an idempotencyKey can be repeated without a second effect`
          : 'repeat it with the same idempotencyKey, which starts no second run';
      throw unknownOutcome(error, `the start of flow "${flow}"`, cure, { runId, idempotencyKey });
    }
    if ('error' in created) throw created.error;
    return created;
  }

  private write(run: NewRun): Promise<CreateResult> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ run, resolve, reject });
      if (this.waiting.length === 1) runSoon(() => void this.flush());
    });
  }

  private async flush(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    try {
      const results = await this.storage.create({ runs: batch.map(({ run }) => run), lease: this.lease.lease });
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result) resolve(result);
        else reject(new Error('expected one answer for each start'));
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

function refuseIfAborted({ graph }: Program, { signal }: StartOptions): void {
  if (!signal?.aborted) return;
  const message = `flow "${graph.name}" was not started: the given signal is aborted already`;
  throw new MillraceError('ABORTED', message, { cause: signal.reason });
}
