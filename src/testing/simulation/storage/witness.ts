import type { RunEvent } from '../../../run';
import {
  type JournalEntry,
  type Lease,
  type Payloads,
  type RunKey,
  type RunOrigin,
  type Storage,
} from '../../../storage';
import { eventsOf } from '../../../storage/records';

/** What a {@link Witness} tells. */
export interface WitnessListener {
  readonly onEvent: (event: RunEvent) => void;
  /** The storage has done what it must not do. */
  readonly onBreach: (message: string) => void;
}

/**
 * Stands between engines and a storage, and remembers what the storage has acknowledged: every journal entry, and which lease owns
 * which run.
 */
export class Witness {
  readonly storage: Storage;
  private readonly origins = new Map<RunKey, RunOrigin>();
  private readonly journals = new Map<RunKey, JournalEntry[]>();
  private readonly owners = new Map<RunKey, number>();

  constructor(
    private readonly inner: Storage,
    private readonly codec: Payloads,
    private readonly listener: WitnessListener,
  ) {
    this.storage = {
      ...inner,
      create: this.create,
      commit: this.commit,
      claim: async (request) => {
        const runs = await inner.claim(request);
        for (const { key } of runs) this.give(key, request.lease);
        return runs;
      },
      take: async (request) => {
        const run = await inner.take(request);
        if (run) this.give(run.key, request.lease);
        return run;
      },
      giveBack: async (request) => {
        const count = await inner.giveBack(request);
        this.release(request.lease, request.except);
        return count;
      },
      renewLease: async (request) => {
        const isOurs = await inner.renewLease(request);
        if (!isOurs) this.release(request.lease);
        return isOurs;
      },
      closeLease: async (request) => {
        await inner.closeLease(request);
        this.release(request.lease);
      },
    };
  }

  /** What was acknowledged of a run's journal. */
  journalOf(run: RunKey): readonly JournalEntry[] {
    return this.journals.get(run) ?? [];
  }

  private readonly create: Storage['create'] = async (request) => {
    const results = await this.inner.create(request);
    results.forEach((result, index) => {
      const run = request.runs[index];
      if ('error' in result || result.result !== 'created' || !run) return;
      this.origins.set(result.key, run.origin);
      if (result.owned && request.lease) this.give(result.key, request.lease);
      if (run.entry) this.keep(result.key, run.entry);
    });
    return results;
  };

  private readonly commit: Storage['commit'] = async (request) => {
    const results = await this.inner.commit(request);
    results.forEach((result, index) => {
      const one = request.commits[index];
      if (result !== 'committed' || !one) return;
      const owner = this.owners.get(one.run);
      if (owner !== request.lease.id)
        this.listener.onBreach(`lease ${request.lease.id} has committed a run that ${ownerText(owner)}`);
      if (one.entry) this.keep(one.run, one.entry);
      if (one.letGo) this.owners.delete(one.run);
    });
    return results;
  };

  private keep(run: RunKey, entry: JournalEntry): void {
    const journal = this.journals.get(run) ?? [];
    this.journals.set(run, journal);
    journal.push(entry);
    const origin = this.origins.get(run);
    if (origin) for (const event of eventsOf(this.codec, entry, origin)) this.listener.onEvent(event);
  }

  private give(run: RunKey, lease: Lease): void {
    const owner = this.owners.get(run);
    if (owner !== undefined) this.listener.onBreach(`lease ${lease.id} was given a run that ${ownerText(owner)}`);
    this.owners.set(run, lease.id);
  }

  private release(lease: Lease, except: readonly RunKey[] = []): void {
    for (const [run, owner] of this.owners) if (owner === lease.id && !except.includes(run)) this.owners.delete(run);
  }
}

function ownerText(owner: number | undefined): string {
  return owner === undefined ? 'nobody owns' : `lease ${owner} owns`;
}
