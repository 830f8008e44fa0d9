import type { Lease, RunKey } from '../../storage/port';
import type { Database, Statement } from '../connection/database';
import type { NotificationChannel } from '../connection/notification-channel';

/** The active leases of engines. */
export class LeaseTable {
  private readonly insert: Statement;
  private readonly update: Statement;
  private readonly endOne: Statement;
  private readonly endLate: Statement;
  private readonly freeSome: Statement;

  constructor(
    private readonly database: Database,
    private readonly notifications: NotificationChannel,
  ) {
    this.insert = database.statement('insert into @lease (engine, until) values ($1, $2) returning id');
    this.update = database.statement('update @lease set until = $2 where id = $1 returning id');
    this.endOne = database.statement('select @end_lease($1, null) as due');
    this.endLate = database.statement(`
      select due from (select @end_lease(id, $1) as due from @lease where until <= $1 order by id) as ended
      where due is not null`);
    this.freeSome = database.statement('select count, due from @give_back($1, $2)');
  }

  async open(engine: string, until: number): Promise<Lease> {
    const [lease] = await this.database.rows<Lease>(this.insert, engine, until);
    if (!lease) throw new Error('expected the inserted lease to be returned');
    return lease;
  }

  async renew({ id }: Lease, until: number): Promise<boolean> {
    return (await this.database.read(this.update, id, until)).length > 0;
  }

  async end({ id }: Lease): Promise<void> {
    this.publishDue(await this.database.read<{ readonly due: boolean | null }>(this.endOne, id));
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

  /** Ends expired leases. Returns their number. */
  async endAll(now: number): Promise<number> {
    const ended = await this.database.rows<{ readonly due: boolean }>(this.endLate, now);
    this.publishDue(ended);
    return ended.length;
  }

  private publishDue(ended: readonly { readonly due: boolean | null }[]): void {
    if (ended.some(({ due }) => due)) this.notifications.publish([{ type: 'due' }]);
  }
}
