import { KEPT_RETURNED_LEASES } from '../../storage/adapter-kit';
import type { Lease, Losses, OpenLease, RunKey } from '../../storage/port';
import type { Connection } from '../connection/connection';

interface LeaseRow {
  readonly id: number;
  readonly engine: string;
  readonly renewal: number;
  readonly until: number;
  readonly ttl: number | null;
}

/** The active leases of engines, and the ended ones whose engines came back. */
export class LeaseTable {
  private readonly insert;
  private readonly select;
  private readonly selectOthers;
  private readonly update;
  private readonly remove;
  private readonly removeAt;
  private readonly free;
  private readonly lost;
  private readonly insertReturned;
  private readonly trimReturned;
  private readonly selectReturned;

  constructor(private readonly connection: Connection) {
    const { driver } = connection;
    this.insert = driver.prepare('insert into lease (engine, until, ttl, renewals) values (?, ?, ?, 0)');
    this.select = driver.prepare<Lease>('select id from lease where id = ?');
    this.selectOthers = driver.prepare<LeaseRow>(
      'select id, engine, coalesce(renewals, until) as renewal, until, ttl from lease where id <> ? order by id',
    );
    this.update = driver.prepare(
      'update lease set until = ?, ttl = ?, renewals = coalesce(renewals, until) + 1 where id = ?',
    );
    this.remove = driver.prepare('delete from lease where id = ?');
    this.removeAt = driver.prepare('delete from lease where id = ? and coalesce(renewals, until) = ?');
    // The same rule as `dueAt`, for many runs.
    this.free = driver.prepare(`
      update run set owner = null, lost_with = ?, due = case
        when busy then 0
        when wake is null then (select min(at) from message where run = run.key)
        else min(wake, coalesce((select min(at) from message where run = run.key), wake))
      end
      where owner = ? and owner is not null and key not in (select value from json_each(?))`);
    this.lost = driver.prepare<{ readonly lost_with: number | null }>('select lost_with from run where key = ?');
    this.insertReturned = driver.prepare('insert or ignore into returned_lease (id) values (?)');
    this.trimReturned = driver.prepare(
      'delete from returned_lease where id <= (select id from returned_lease order by id desc limit 1 offset ?)',
    );
    this.selectReturned = driver.prepare<Lease>('select id from returned_lease order by id');
  }

  open(engine: string, now: number, ttlMs: number, replaces: Lease | undefined): Lease {
    if (replaces) {
      this.insertReturned.run(replaces.id);
      this.trimReturned.run(KEPT_RETURNED_LEASES);
    }
    return { id: Number(this.insert.run(engine, now + ttlMs, ttlMs).lastInsertRowid) };
  }

  lives({ id }: Lease): boolean {
    return this.select.get(id) !== undefined;
  }

  renew({ id }: Lease, now: number, ttlMs: number): boolean {
    return this.update.run(now + ttlMs, ttlMs, id).changes !== 0;
  }

  /** Returns all active leases but one. */
  others(than: Lease): readonly OpenLease[] {
    return this.selectOthers.all(than.id).map(({ id, engine, renewal, until, ttl }) => ({
      id,
      engine,
      renewal,
      renewedAt: until - (ttl ?? 0),
      ttlMs: ttl ?? undefined,
    }));
  }

  /** Ends a lease. Returns false if it had ended before. */
  end({ id }: Lease): boolean {
    if (this.remove.run(id).changes === 0) return false;
    this.freeRuns(id, id, []);
    return true;
  }

  /** Ends a lease that was not renewed since. Returns false if it had ended before, or was renewed. */
  endAt({ id }: Lease, renewal: number): boolean {
    if (this.removeAt.run(id, renewal).changes === 0) return false;
    this.freeRuns(id, id, []);
    return true;
  }

  /** Releases the runs of a lease, except for some. Returns the number of runs released. */
  releaseRuns({ id }: Lease, except: readonly RunKey[]): number {
    return this.freeRuns(id, null, except);
  }

  losses(runs: readonly RunKey[]): Losses {
    return {
      lostWith: runs.map((run) => this.lost.get(run)?.lost_with ?? undefined),
      returned: this.selectReturned.all().map(({ id }) => id),
    };
  }

  private freeRuns(owner: number, lostWith: number | null, except: readonly RunKey[]): number {
    const changes = Number(this.free.run(lostWith, owner, JSON.stringify(except)).changes);
    if (changes !== 0) this.connection.notify({ type: 'due' });
    return changes;
  }
}
