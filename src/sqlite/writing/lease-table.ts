import type { Lease, RunKey } from '../../storage/port';
import type { Connection } from '../connection/connection';

/** The active leases of engines. */
export class LeaseTable {
  private readonly insert;
  private readonly select;
  private readonly update;
  private readonly remove;
  private readonly late;
  private readonly free;

  constructor(private readonly connection: Connection) {
    const { driver } = connection;
    this.insert = driver.prepare('insert into lease (engine, until) values (?, ?)');
    this.select = driver.prepare<Lease>('select id from lease where id = ?');
    this.update = driver.prepare('update lease set until = ? where id = ?');
    this.remove = driver.prepare('delete from lease where id = ?');
    this.late = driver.prepare<Lease>('select id from lease where until <= ?');
    // The same rule as `dueAt`, for many runs.
    this.free = driver.prepare(`
      update run set owner = null, due = case
        when busy then 0
        when wake is null then (select min(at) from message where run = run.key)
        else min(wake, coalesce((select min(at) from message where run = run.key), wake))
      end
      where owner = ? and owner is not null and key not in (select value from json_each(?))`);
  }

  open(engine: string, until: number): Lease {
    return { id: Number(this.insert.run(engine, until).lastInsertRowid) };
  }

  lives({ id }: Lease): boolean {
    return this.select.get(id) !== undefined;
  }

  renew({ id }: Lease, until: number): boolean {
    return this.update.run(until, id).changes !== 0;
  }

  /** Ends a lease. Returns false if it had ended before. */
  end({ id }: Lease): boolean {
    if (this.remove.run(id).changes === 0) return false;
    this.releaseRuns({ id }, []);
    return true;
  }

  /** Releases the runs of a lease, except for some. Returns the number of runs released. */
  releaseRuns({ id }: Lease, except: readonly RunKey[]): number {
    const changes = Number(this.free.run(id, JSON.stringify(except)).changes);
    if (changes !== 0) this.connection.notify({ type: 'due' });
    return changes;
  }

  endedBy(now: number): readonly Lease[] {
    return this.late.all(now);
  }
}
