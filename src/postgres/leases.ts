import type { Lease } from '../storage';
import type { Database, Statement } from './database';
import type { Wire } from './wire';

/** The leases of engines that live. */
export class Leases {
  private readonly insert: Statement;
  private readonly update: Statement;
  private readonly endOne: Statement;
  private readonly endLate: Statement;

  constructor(
    private readonly database: Database,
    private readonly wire: Wire,
  ) {
    this.insert = database.statement('insert into @lease (engine, until) values ($1, $2) returning id');
    this.update = database.statement('update @lease set until = $2 where id = $1 returning id');
    this.endOne = database.statement('select @end_lease($1, null) as due');
    this.endLate = database.statement(`
      select due from (select @end_lease(id, $1) as due from @lease where until <= $1 order by id) as ended
      where due is not null`);
  }

  async open(engine: string, until: number): Promise<Lease> {
    const [lease] = await this.database.rows<Lease>(this.insert, engine, until);
    if (!lease) throw new Error('expected a lease that is inserted to be given back');
    return lease;
  }

  async renew({ id }: Lease, until: number): Promise<boolean> {
    return (await this.database.read(this.update, id, until)).length > 0;
  }

  async end({ id }: Lease): Promise<void> {
    this.tell(await this.database.read<{ readonly due: boolean | null }>(this.endOne, id));
  }

  /** Ends those that were not renewed in time. Gives how many. */
  async endAll(now: number): Promise<number> {
    const ended = await this.database.rows<{ readonly due: boolean }>(this.endLate, now);
    this.tell(ended);
    return ended.length;
  }

  private tell(ended: readonly { readonly due: boolean | null }[]): void {
    if (ended.some(({ due }) => due)) this.wire.tell([{ type: 'due' }]);
  }
}
