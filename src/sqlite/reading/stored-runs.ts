import type { FlowVersion, Lease, RunAddress, RunKey, RunRow, StoredRun } from '../../storage/port';
import type { Connection } from '../connection/connection';
import type { RunTables } from '../writing/run-tables';
import { rowOf, SELECT_RUN, type SqlRun } from './run-rows';

interface DueRow {
  readonly key: number;
  readonly due: number;
}

/** Finds runs, and assigns runs without an owner to engines. */
export class StoredRuns {
  private readonly byKey;
  private readonly byId;
  private readonly byIdempotencyKey;
  private readonly input;
  private readonly due;
  private readonly own;
  private readonly correct;
  private readonly unfinished;

  constructor(
    private readonly connection: Connection,
    private readonly tables: Pick<RunTables, 'flows' | 'journal' | 'records' | 'inbox'>,
  ) {
    const { driver } = connection;
    this.byKey = driver.prepare<SqlRun>(`${SELECT_RUN} where run.key = ?`);
    this.byId = driver.prepare<SqlRun>(`${SELECT_RUN} where origin.id = ?`);
    this.byIdempotencyKey = driver.prepare<SqlRun>(`${SELECT_RUN} where idempotency = ? and flow_name = ?`);
    this.input = driver.prepare<{ readonly input: string }>('select input from origin where key = ?');
    this.due = driver.prepare<DueRow>(`
      select key, due from run where owner is null and due is not null and flow = ? and due <= ?
      order by due, key limit ?`);
    this.own = driver.prepare('update run set owner = ?, due = null where key = ? and owner is null');
    this.correct = driver.prepare(`
      update run set due = late.corrected from (
        select key, case
          when exists (select 1 from message where run = run.key) then now
          when journal.at > now then coalesce(now + max(wake - journal.at, 0), now)
        end as corrected
        from (select ? as now), run left join journal on journal.id = run.last where owner is null and due > now
      ) as late
      where run.key = late.key and late.corrected < run.due`);
    this.unfinished = driver.prepare<DueRow>('select key, 0 as due from run where flow = ? and ended is null limit 1');
  }

  find(address: RunAddress): RunRow | undefined {
    const row = this.at(address);
    return row && rowOf(row);
  }

  load(address: RunAddress): StoredRun | undefined {
    const row = this.at(address);
    return row && this.stored(row);
  }

  claim(lease: Lease, flows: readonly FlowVersion[], now: number, limit: number): StoredRun[] {
    const ids = flows.flatMap((flow) => this.tables.flows.of(flow)).map(({ id }) => id);
    const due = ids.flatMap((id) => this.due.all(id, now, limit));
    const first = [...due].sort((a, b) => a.due - b.due || a.key - b.key).slice(0, limit);
    return first.flatMap(({ key }) => this.claimOne(lease, key) ?? []);
  }

  /** Assigns a run without an owner to a lease. */
  claimOne(lease: Lease, key: RunKey): StoredRun | undefined {
    if (this.own.run(lease.id, key).changes === 0) return undefined;
    const row = this.byKey.get(key);
    return row && this.stored(row);
  }

  /** Returns whether any run can be claimed. */
  anyDue(flows: readonly FlowVersion[], now: number): boolean {
    return flows.some((flow) => this.tables.flows.of(flow).some(({ id }) => this.due.get(id, now, 1) !== undefined));
  }

  nextWake(flows: readonly FlowVersion[]): number | undefined {
    const firsts = flows
      .flatMap((flow) => this.tables.flows.of(flow))
      .flatMap(({ id }) => this.due.get(id, Number.MAX_SAFE_INTEGER, 1)?.due ?? []);
    return firsts.length === 0 ? undefined : Math.min(...firsts);
  }

  /** Corrects when runs are due that an engine released whose clock was ahead. Returns their number. */
  correctTimers(now: number): number {
    const changes = Number(this.correct.run(now).changes);
    if (changes !== 0) this.connection.notify({ type: 'due' });
    return changes;
  }

  /** Returns the structure hashes of a flow's unfinished runs. */
  hashes(flow: FlowVersion): readonly string[] {
    return this.tables.flows.of(flow).flatMap(({ id, hash }) => (this.unfinished.get(id) ? [hash] : []));
  }

  private at(address: RunAddress): SqlRun | undefined {
    if ('id' in address) return this.byId.get(address.id);
    return this.byIdempotencyKey.get(address.idempotencyKey, address.flow);
  }

  private stored(row: SqlRun): StoredRun {
    const { key, rev, checkpoint, last } = row;
    return {
      ...rowOf(row),
      rev,
      input: this.input.get(key)?.input ?? '',
      checkpoint,
      records: this.tables.records.of(key),
      entries: this.tables.journal.after(checkpoint, last),
      inbox: this.tables.inbox.of(key),
    };
  }
}
