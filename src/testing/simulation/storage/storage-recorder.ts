import type { RunEvent } from '../../../core';
import type { PayloadCodec } from '../../../storage/payloads';
import type { JournalEntry, Lease, RunKey, RunOrigin, Storage } from '../../../storage/port';
import { eventsOf } from '../../../storage/records';

/** The callbacks of a {@link StorageRecorder}. */
export interface StorageRecorderListener {
  readonly onEvent: (event: RunEvent) => void;
  /** The storage violated its contract. */
  readonly onViolation: (message: string) => void;
}

/** One period of ownership of a run. */
interface Owner {
  readonly lease: number;
}

/**
 * A recorder between engines and a storage. It records everything that the storage has acknowledged: the journal
 * entries, and the lease that owns each run.
 */
export class StorageRecorder {
  readonly storage: Storage;
  private readonly origins = new Map<RunKey, RunOrigin>();
  private readonly journals = new Map<RunKey, JournalEntry[]>();
  private readonly owners = new Map<RunKey, Owner>();
  /** Runs that are being released. The next owner may receive its response before the one that releases them. */
  private readonly leaving = new Set<RunKey>();

  constructor(
    private readonly inner: Storage,
    private readonly codec: PayloadCodec,
    private readonly listener: StorageRecorderListener,
  ) {
    this.storage = {
      ...inner,
      create: this.create,
      commit: this.commit,
      claim: async (request) => {
        const runs = await inner.claim(request);
        for (const { key } of runs) this.assign(key, request.lease);
        return runs;
      },
      claimOne: async (request) => {
        const run = await inner.claimOne(request);
        if (run) this.assign(run.key, request.lease);
        return run;
      },
      releaseRuns: (request) =>
        this.releasing(this.ownedBy(request.lease, request.except), () => inner.releaseRuns(request)),
      renewLease: async (request) => {
        const isOurs = await inner.renewLease(request);
        if (!isOurs) this.release(this.ownedBy(request.lease));
        return isOurs;
      },
      closeLease: (request) => this.releasing(this.ownedBy(request.lease), () => inner.closeLease(request)),
    };
  }

  isOwned(run: RunKey): boolean {
    return this.owners.has(run);
  }

  /** Returns the acknowledged journal of a run. */
  journalOf(run: RunKey): readonly JournalEntry[] {
    return this.journals.get(run) ?? [];
  }

  private readonly create: Storage['create'] = async (request) => {
    const results = await this.inner.create(request);
    results.forEach((result, index) => {
      const run = request.runs[index];
      if ('error' in result || result.result !== 'created' || !run) return;
      this.origins.set(result.key, run.origin);
      if (result.owned && request.lease) this.assign(result.key, request.lease);
      if (run.entry) this.addEntry(result.key, run.entry);
    });
    return results;
  };

  private readonly commit: Storage['commit'] = async (request) => {
    const { lease, commits } = request;
    const before = commits.map(({ run }) => this.owners.get(run));
    const release = commits.filter((one) => one.release).map(({ run }) => run);
    for (const run of release) this.leaving.add(run);
    const results = await this.inner.commit(request);
    for (const run of release) this.leaving.delete(run);
    results.forEach((result, index) => {
      const one = commits[index];
      if (result !== 'committed' || !one) return;
      const owner = before[index];
      if (owner?.lease !== lease.id)
        this.listener.onViolation(`lease ${lease.id} has committed a run that ${ownerText(owner)}`);
      if (one.entry) this.addEntry(one.run, one.entry);
      if (one.release && this.owners.get(one.run) === owner) this.owners.delete(one.run);
    });
    return results;
  };

  private addEntry(run: RunKey, entry: JournalEntry): void {
    const journal = this.journals.get(run) ?? [];
    this.journals.set(run, journal);
    journal.push(entry);
    const origin = this.origins.get(run);
    if (origin) for (const event of eventsOf(this.codec, entry, origin)) this.listener.onEvent(event);
  }

  private assign(run: RunKey, { id }: Lease): void {
    const owner = this.owners.get(run);
    if (owner && !this.leaving.has(run))
      this.listener.onViolation(`lease ${id} received a run that ${ownerText(owner)}`);
    this.owners.set(run, { lease: id });
  }

  private ownedBy(lease: Lease, except: readonly RunKey[] = []): ReadonlyMap<RunKey, Owner> {
    return new Map([...this.owners].filter(([run, owner]) => owner.lease === lease.id && !except.includes(run)));
  }

  private async releasing<T>(owned: ReadonlyMap<RunKey, Owner>, call: () => Promise<T>): Promise<T> {
    for (const run of owned.keys()) this.leaving.add(run);
    const answer = await call();
    for (const run of owned.keys()) this.leaving.delete(run);
    this.release(owned);
    return answer;
  }

  /** Removes the owners of these runs, unless a run has a new owner. */
  private release(owned: ReadonlyMap<RunKey, Owner>): void {
    for (const [run, owner] of owned) if (this.owners.get(run) === owner) this.owners.delete(run);
  }
}

function ownerText(owner: Owner | undefined): string {
  return owner === undefined ? 'no lease owns' : `lease ${owner.lease} owns`;
}
