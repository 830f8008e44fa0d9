import { KEPT_RETURNED_LEASES } from '../../storage/adapter-kit';
import type { Lease, Losses, OpenLease, RunKey } from '../../storage/port';
import type { Database } from '../connection/database';
import type { NotificationChannel } from '../connection/notification-channel';
import type { Statement } from '../connection/statement';

interface LeaseRow {
  readonly id: number;
  readonly engine: string;
  readonly renewal: number;
  readonly until: number;
  readonly ttl: number | null;
}

/** Whether runs are due because a lease was ended; `null` if it was not. */
interface Ended {
  readonly due: boolean | null;
}

/** The active leases of engines, and the ended ones whose engines came back. */
export class LeaseTable {
  private readonly insert: Statement;
  private readonly selectOthers: Statement;
  private readonly update: Statement;
  private readonly endOne: Statement;
  private readonly endSilent: Statement;
  private readonly freeSome: Statement;
  private readonly selectLosses: Statement;

  constructor(
    private readonly database: Database,
    private readonly notifications: NotificationChannel,
  ) {
    this.insert = database.statement('select @open_lease($1, $2, $3, $4, $5) as id');
    this.selectOthers = database.statement(
      'select id, engine, coalesce(renewals, until) as renewal, until, ttl from @lease where id <> $1 order by id',
    );
    this.update = database.statement(`
      update @lease set until = $2, ttl = $3, renewals = coalesce(renewals, until) + 1 where id = $1 returning id`);
    this.endOne = database.statement('select @end_lease($1, null) as due');
    this.endSilent = database.statement('select @end_silent_lease($1, $2) as due');
    this.freeSome = database.statement('select count, due from @give_back($1, $2)');
    this.selectLosses = database.statement(`
      select array(select lost_with from unnest($1::bigint[]) with ordinality as given(key, place)
        left join @run on run.key = given.key order by given.place) as lost_with,
        array(select id from @returned_lease order by id) as returned`);
  }

  async open(engine: string, now: number, ttlMs: number, replaces: Lease | undefined): Promise<Lease> {
    const [lease] = await this.database.rows<Lease>(
      this.insert,
      engine,
      now,
      ttlMs,
      replaces?.id,
      KEPT_RETURNED_LEASES,
    );
    if (!lease) throw new Error('expected the inserted lease to be returned');
    return lease;
  }

  async renew({ id }: Lease, now: number, ttlMs: number): Promise<boolean> {
    return (await this.database.read(this.update, id, now + ttlMs, ttlMs)).length > 0;
  }

  /** Returns all active leases but one. */
  async others(than: Lease): Promise<readonly OpenLease[]> {
    const rows = await this.database.read<LeaseRow>(this.selectOthers, than.id);
    return rows.map(({ id, engine, renewal, until, ttl }) => ({
      id,
      engine,
      renewal,
      renewedAt: until - (ttl ?? 0),
      ttlMs: ttl ?? undefined,
    }));
  }

  async end({ id }: Lease): Promise<void> {
    this.publishDue(await this.database.read<Ended>(this.endOne, id));
  }

  /** Ends a lease that was not renewed since. Resolves to false if it had ended before, or was renewed. */
  async endAt({ id }: Lease, renewal: number): Promise<boolean> {
    const ended = await this.database.rows<Ended>(this.endSilent, id, renewal);
    this.publishDue(ended);
    return ended.some(({ due }) => due !== null);
  }

  /** Releases the runs of a lease, except for some. Returns the number of runs released. */
  async releaseRuns({ id }: Lease, except: readonly RunKey[]): Promise<number> {
    const freed = await this.database.read<{ readonly count: number; readonly due: boolean }>(
      this.freeSome,
      id,
      except,
    );
    this.publishDue(freed);
    return freed[0]?.count ?? 0;
  }

  async losses(runs: readonly RunKey[]): Promise<Losses> {
    const [row] = await this.database.read<{
      readonly lost_with: readonly (number | null)[];
      readonly returned: readonly number[];
    }>(this.selectLosses, runs);
    return { lostWith: (row?.lost_with ?? []).map((lease) => lease ?? undefined), returned: row?.returned ?? [] };
  }

  private publishDue(ended: readonly Ended[]): void {
    if (ended.some(({ due }) => due)) this.notifications.publish([{ type: 'due' }]);
  }
}
