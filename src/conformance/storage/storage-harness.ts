import { deepStrictEqual } from 'node:assert';
import type { Created, FlowVersion, Lease, NewRun, RunKey, Storage, StoredRun } from '../../storage/port';
import { flowVersion, newRun } from './rows';
import type { StorageFixture } from './storage-fixture';
import { TestRun } from './test-run';

/** The harness of a check: an open storage, and helpers for common actions. */
export class StorageHarness {
  readonly storage: Storage;
  private readonly opened: Storage[] = [];

  constructor(
    private readonly fixture: StorageFixture,
    /** Maximum length of a value, in characters. */
    readonly maxBody: number,
  ) {
    this.storage = fixture.storage;
  }

  async open(): Promise<void> {
    await this.storage.open();
    this.opened.push(this.storage);
  }

  /** Opens another storage over the same data. */
  async another(): Promise<Storage> {
    const storage = (await this.fixture.another?.()) ?? this.storage;
    await storage.open();
    this.opened.push(storage);
    return storage;
  }

  /** Closes all storages, and opens one again. */
  async reopen(): Promise<Storage> {
    await this.close();
    return this.another();
  }

  async close(): Promise<void> {
    for (const storage of this.opened.splice(0)) await storage.close();
  }

  async end(): Promise<void> {
    await this.close();
    await this.fixture.dispose?.();
  }

  /** Opens a lease from 0 to `ttlMs`. */
  lease(ttlMs = 1000, storage = this.storage): Promise<Lease> {
    return storage.openLease({ engine: 'engine', now: 0, ttlMs });
  }

  /** Returns the current renewal number of a lease. */
  async renewalOf({ id }: Lease): Promise<number> {
    const found = (await this.storage.leases({ except: { id: 0 } })).find((lease) => lease.id === id);
    if (!found) throw new Error(`expected lease ${id} to be listed`);
    return found.renewal;
  }

  /** Ends a lease like an engine that has not seen it renewed. */
  async endLease(lease: Lease): Promise<void> {
    const ended = await this.storage.endLease({ lease, renewal: await this.renewalOf(lease) });
    deepStrictEqual(ended, true);
  }

  /** Creates a run, which must not exist yet. */
  async create(given: Partial<NewRun> = {}, lease?: Lease): Promise<Created> {
    const [created] = await this.storage.create({ runs: [newRun(given)], lease });
    if (!created) throw new Error('expected a result for each created run');
    if ('error' in created) throw created.error;
    deepStrictEqual(created.result, 'created');
    return created;
  }

  /** Creates a run that a lease owns. */
  async start(lease: Lease, given: Partial<NewRun> = {}): Promise<TestRun> {
    const { key, id } = await this.create(given, lease);
    return new TestRun(this.storage, lease, key, id);
  }

  /** Claims runs of the flow of the checks. */
  claim(
    lease: Lease,
    { now = 0, limit = 100, flows = [flowVersion] }: ClaimOptions = {},
  ): Promise<readonly StoredRun[]> {
    return this.storage.claim({ lease, flows, now, limit });
  }

  /** Claims the runs that are due by `now`. Returns their keys. */
  async claimed(lease: Lease, options?: ClaimOptions): Promise<readonly RunKey[]> {
    return (await this.claim(lease, options)).map(({ key }) => key);
  }

  /** Returns a stored run that must exist. */
  async stored(id: string, storage = this.storage): Promise<StoredRun> {
    const run = await storage.load({ run: { id } });
    if (!run) throw new Error(`expected the run "${id}" to exist`);
    return run;
  }
}

interface ClaimOptions {
  readonly now?: number;
  readonly limit?: number;
  readonly flows?: readonly FlowVersion[];
}
