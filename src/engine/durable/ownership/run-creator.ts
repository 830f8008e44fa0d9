import { runSoon } from '../../../execution';
import type { CreateResult, NewRun, RunKey, Storage } from '../../../storage/port';
import type { FreshRun } from '../../store-backend/requests/new-run';
import type { RunClaimer } from '../claiming/run-claimer';
import type { EngineLoad } from '../journal/engine-load';
import type { LeaseKeeper } from './lease-keeper';
import type { OwnedRuns } from './owned-runs';

/** The largest number of runs in one transaction. */
const MOST_PER_TRANSACTION = 256;

interface Waiting {
  readonly run: NewRun;
  readonly resolve: (result: CreateResult) => void;
  readonly reject: (error: unknown) => void;
}

/** A run that was created and is about to begin. */
interface Ready {
  readonly fresh: FreshRun;
  readonly id: string;
  readonly key: RunKey;
  /** The release epoch before it was created. */
  readonly epoch: number;
}

/** The dependencies of a {@link RunCreator}. */
export interface RunCreatorParts {
  readonly storage: Storage;
  readonly lease: LeaseKeeper;
  readonly owned: OwnedRuns;
  readonly claimer: RunClaimer;
  readonly load: EngineLoad;
}

/** Creates runs and begins them. Starts of one turn share a transaction, and runs that begin in one turn a request. */
export class RunCreator {
  private waiting: Waiting[] = [];
  private ready: Ready[] = [];
  /** The ids of runs that were created and are about to begin. */
  private readonly beginning = new Set<string>();

  constructor(private readonly parts: RunCreatorParts) {}

  /** Returns whether a run is about to begin in this process. */
  isBeginning(runId: string): boolean {
    return this.beginning.has(runId);
  }

  /** Creates a run, or returns the run that the same idempotency key created. */
  async create(fresh: FreshRun): Promise<CreateResult> {
    const { claimer } = this.parts;
    const { epoch } = claimer;
    let created: CreateResult;
    try {
      created = await this.write(fresh.row);
    } catch (error) {
      claimer.requestTimedOut();
      throw error;
    }
    if ('error' in created) return created;
    if (created.owned) this.beginSoon({ fresh, id: created.id, key: created.key, epoch });
    else claimer.poll();
    return created;
  }

  /** Begins a run in the next turn: the caller has its handle by then, so a subscriber misses nothing. */
  private beginSoon(ready: Ready): void {
    this.beginning.add(ready.id);
    this.ready.push(ready);
    this.count();
    if (this.ready.length > 1) return;
    runSoon(() => {
      this.beginAll();
    });
  }

  private beginAll(): void {
    const { owned, claimer } = this.parts;
    const { ready } = this;
    this.ready = [];
    const begun: RunKey[] = [];
    for (const { fresh, id, key, epoch } of ready) {
      this.beginning.delete(id);
      this.count();
      if (claimer.isStopped) continue;
      if (claimer.mayBeReleasedSince(epoch)) claimer.markUncertain(key);
      else {
        owned.begin(fresh, key);
        begun.push(key);
      }
    }
    if (begun.length > 0) void claimer.deliverFirst(begun);
  }

  private write(run: NewRun): Promise<CreateResult> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ run, resolve, reject });
      this.count();
      if (this.waiting.length === 1) runSoon(() => void this.flush());
    });
  }

  private async flush(): Promise<void> {
    const { storage, lease } = this.parts;
    const batch = this.waiting.slice(0, MOST_PER_TRANSACTION);
    this.waiting = this.waiting.slice(MOST_PER_TRANSACTION);
    if (this.waiting.length > 0) runSoon(() => void this.flush());
    this.count();
    try {
      const results = await storage.create({ runs: batch.map(({ run }) => run), lease: lease.lease });
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result) resolve(result);
        else reject(new Error('expected one result for each start'));
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  private count(): void {
    this.parts.load.starting = this.waiting.length + this.beginning.size;
  }
}
