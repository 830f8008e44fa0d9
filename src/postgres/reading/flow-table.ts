import type { FlowStructure, FlowVersion } from '../../storage/port';
import type { Database } from '../connection/database';
import type { Statement } from '../connection/statement';

/** Assigns flows short numbers: one for each structure of a version. They are never removed. */
export class FlowTable {
  private readonly known = new Map<string, number>();
  private readonly find: Statement;
  private readonly insert: Statement;
  private readonly unfinished: Statement;

  constructor(private readonly database: Database) {
    this.find = database.statement('select id from @flow where name = $1 and version = $2 and hash = $3');
    this.insert = database.statement(
      'insert into @flow (name, version, hash) values ($1, $2, $3) on conflict (name, version, hash) do nothing',
    );
    this.unfinished = database.statement(`
      select hash from @flow where name = $1 and version = $2
        and exists (select 1 from @run where run.flow = flow.id and run.ended is null)`);
  }

  /** Returns the number of a flow; assigns one if it has none. */
  async numberOf({ flow, version, hash }: FlowStructure): Promise<number> {
    const name = JSON.stringify([flow, version, hash]);
    const known = this.known.get(name);
    if (known !== undefined) return known;
    for (;;) {
      const [found] = await this.database.read<{ readonly id: number }>(this.find, flow, version, hash);
      if (found) {
        this.known.set(name, found.id);
        return found.id;
      }
      await this.database.rows(this.insert, flow, version, hash);
    }
  }

  /** Returns the structure hashes of a flow's unfinished runs. */
  async hashes({ flow, version }: FlowVersion): Promise<readonly string[]> {
    const rows = await this.database.read<{ readonly hash: string }>(this.unfinished, flow, version);
    return rows.map(({ hash }) => hash);
  }
}
