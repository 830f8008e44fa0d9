import type { RunKey } from '../../storage/port';
import type { Driver } from '../driver/driver';
import type { RunTables } from './run-tables';

/** The runs to remove. */
interface PurgeRequest {
  readonly endedBefore: number;
  readonly limit: number;
  readonly flow?: string;
  readonly run?: RunKey;
}

/** Removes ended runs with all their data. */
export class Purge {
  private readonly over;
  private readonly overOf;
  private readonly overOne;
  private readonly removals;

  constructor(
    driver: Driver,
    private readonly tables: Omit<RunTables, 'flows'>,
  ) {
    const over = 'select key from run where ended is not null and ended < ? and owner is null and due is null';
    const first = 'order by ended limit ?';
    this.over = driver.prepare<{ readonly key: RunKey }>(`${over} ${first}`);
    this.overOf = driver.prepare<{ readonly key: RunKey }>(
      `${over} and flow in (select id from flow where name = ?) ${first}`,
    );
    this.overOne = driver.prepare<{ readonly key: RunKey }>(`${over} and key = ? limit ?`);
    this.removals = [
      'delete from tag where run = ? and name in (select value from json_each((select tags from origin where key = tag.run)))',
      'delete from origin where key = ?',
      'delete from run where key = ?',
    ].map((sql) => driver.prepare(sql));
  }

  run(request: PurgeRequest): number {
    const keys = this.keysOf(request);
    for (const { key } of keys) {
      this.tables.journal.removeAll(key);
      this.tables.records.removeAll(key);
      this.tables.tasks.closeAll(key);
      this.tables.permits.releaseAll(key);
      this.tables.inbox.removeAll(key);
      for (const removal of this.removals) removal.run(key);
    }
    return keys.length;
  }

  private keysOf({ endedBefore, limit, flow, run }: PurgeRequest): readonly { readonly key: RunKey }[] {
    if (run !== undefined) return this.overOne.all(endedBefore, run, limit);
    return flow === undefined ? this.over.all(endedBefore, limit) : this.overOf.all(endedBefore, flow, limit);
  }
}
