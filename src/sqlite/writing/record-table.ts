import { endOfPrefix } from '../../storage/adapter-kit';
import type { Checkpoint, RunKey, StoredRecord } from '../../storage/port';
import type { Driver } from '../driver/driver';

/** The records of runs. */
export class RecordTable {
  private readonly select;
  private readonly put;
  private readonly remove;
  private readonly removeFrom;
  private readonly removeBetween;

  constructor(driver: Driver) {
    this.select = driver.prepare<StoredRecord>('select name, body from record where run = ? order by name');
    this.put = driver.prepare(
      'insert into record (run, name, body) values (?, ?, ?) on conflict (run, name) do update set body = excluded.body',
    );
    this.remove = driver.prepare('delete from record where run = ? and name = ?');
    this.removeFrom = driver.prepare('delete from record where run = ? and name >= ?');
    this.removeBetween = driver.prepare('delete from record where run = ? and name >= ? and name < ?');
  }

  of(run: RunKey): readonly StoredRecord[] {
    return this.select.all(run);
  }

  write(run: RunKey, { puts, deletes, deletesUnder }: Checkpoint): void {
    for (const prefix of deletesUnder) this.removeUnder(run, prefix);
    for (const name of deletes) this.remove.run(run, name);
    for (const { name, body } of puts) this.put.run(run, name, body);
  }

  removeAll(run: RunKey): void {
    this.removeFrom.run(run, '');
  }

  private removeUnder(run: RunKey, prefix: string): void {
    const end = endOfPrefix(prefix);
    if (end === undefined) this.removeFrom.run(run, prefix);
    else this.removeBetween.run(run, prefix, end);
  }
}
