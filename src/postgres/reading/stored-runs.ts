import { type RunColumns, runRowOf } from '../../storage/adapter-kit';
import type {
  FlowVersion,
  JournalEntry,
  Lease,
  Message,
  PermitHolding,
  RunAddress,
  RunKey,
  RunRow,
  StoredRun,
} from '../../storage/port';
import type { Database } from '../connection/database';
import { SqlJson, type Statement } from '../connection/statement';
import { PERMITS_OF_RUN } from '../schema/permit-functions';
import { messageOf, SELECT_RUN, type SqlMessage, type SqlStoredRun, storedRunOf } from './run-rows';

/** Finds runs, and assigns runs without an owner to engines. */
export class StoredRuns {
  private readonly findById: Statement;
  private readonly findByIdempotencyKey: Statement;
  private readonly loadById: Statement;
  private readonly loadByIdempotencyKey: Statement;
  private readonly claimSome: Statement;
  private readonly takeOne: Statement;
  private readonly next: Statement;
  private readonly withMessages: Statement;
  private readonly someWithMessages: Statement;
  private readonly unread: Statement;
  private readonly entries: Statement;
  private readonly holdings: Statement;

  constructor(private readonly database: Database) {
    this.findById = database.statement(`${SELECT_RUN} where origin.id = $1`);
    this.findByIdempotencyKey = database.statement(`${SELECT_RUN} where idempotency = $1 and flow_name = $2`);
    const load = 'select * from @stored_run where key = (select key from @origin where';
    this.loadById = database.statement(`${load} id = $1)`);
    this.loadByIdempotencyKey = database.statement(`${load} idempotency = $1 and flow_name = $2)`);
    this.claimSome = database.statement('select * from @claim($1, $2, $3, $4)');
    this.takeOne = database.statement('select * from @take($1, $2)');
    this.next = database.statement(`
      select min(first.due) as due from json_to_recordset($1::json) as given(flow text, version text)
      join @flow on flow.name = given.flow and flow.version = given.version
      cross join lateral (
        select due from @run where run.flow = flow.id and due is not null order by due limit 1
      ) as first`);
    this.withMessages = database.statement('select key from @run where owner = $1 and mail is not null');
    // As in commits, the expression on `owner` disables its index.
    this.someWithMessages = database.statement(
      'select key from @run where key = any ($2::bigint[]) and coalesce(owner, 0) = $1 and mail is not null',
    );
    this.unread = database.statement(
      'select json_build_array(no, token, task, body) as message from @message where run = $1 and no > $2 order by no',
    );
    this.entries = database.statement(`
      select no, seq, at, body from @journal where run = $1 and seq > $2 and ($3::bigint is null or no <= $3)
      order by seq, no limit $4`);
    this.holdings = database.statement(PERMITS_OF_RUN);
  }

  /** Returns the permits that a run holds or waits for. */
  permits(run: RunKey): Promise<readonly PermitHolding[]> {
    return this.database.read<PermitHolding>(this.holdings, run);
  }

  async find(address: RunAddress): Promise<RunRow | undefined> {
    const [row] = await ('id' in address
      ? this.database.read<RunColumns>(this.findById, address.id)
      : this.database.read<RunColumns>(this.findByIdempotencyKey, address.idempotencyKey, address.flow));
    return row && runRowOf(row);
  }

  async load(address: RunAddress): Promise<StoredRun | undefined> {
    const [row] = await ('id' in address
      ? this.database.read<SqlStoredRun>(this.loadById, address.id)
      : this.database.read<SqlStoredRun>(this.loadByIdempotencyKey, address.idempotencyKey, address.flow));
    return row && storedRunOf(row);
  }

  async claim({ id }: Lease, flows: readonly FlowVersion[], now: number, limit: number): Promise<readonly StoredRun[]> {
    return (await this.database.rows<SqlStoredRun>(this.claimSome, id, versions(flows), now, limit)).map(storedRunOf);
  }

  /** Assigns a run without an owner to a lease. */
  async claimOne({ id }: Lease, run: RunKey): Promise<StoredRun | undefined> {
    const [row] = await this.database.rows<SqlStoredRun>(this.takeOne, id, run);
    return row && storedRunOf(row);
  }

  async nextWake(flows: readonly FlowVersion[]): Promise<number | undefined> {
    const [row] = await this.database.read<{ readonly due: number | null }>(this.next, versions(flows));
    return row?.due ?? undefined;
  }

  /** Returns the runs of a lease that have messages, of all or of some. */
  async runsWithMessages({ id }: Lease, among: readonly RunKey[] | undefined): Promise<readonly RunKey[]> {
    const rows = await (among
      ? this.database.read<{ readonly key: RunKey }>(this.someWithMessages, id, among)
      : this.database.read<{ readonly key: RunKey }>(this.withMessages, id));
    return rows.map(({ key }) => key);
  }

  async messages(run: RunKey, after: number): Promise<readonly Message[]> {
    const rows = await this.database.read<{ readonly message: SqlMessage }>(this.unread, run, after);
    return rows.map(({ message }) => messageOf(message));
  }

  /** Returns the entries with events after `seq`, at most the first `limit`. */
  journal(run: RunKey, afterSeq?: number, through?: number, limit?: number): Promise<readonly JournalEntry[]> {
    return this.database.read<JournalEntry>(this.entries, run, afterSeq ?? -1, through, limit);
  }
}

function versions(flows: readonly FlowVersion[]): SqlJson {
  return new SqlJson(flows.map(({ flow, version }) => ({ flow, version })));
}
