import { dueAt, startSizeError } from '../../storage/adapter-kit';
import type { CreateResult, Lease, NewRun, RunKey } from '../../storage/port';
import type { Connection } from '../connection/connection';
import { PASSING_COLUMNS, passingValues } from '../reading/run-rows';
import type { LeaseTable } from './lease-table';
import type { RunTables } from './run-tables';

interface Earlier {
  readonly key: number;
  readonly id: string;
  readonly digest: string;
}

/** Stored for a run without an idempotency key: the column takes no null. */
const NO_DIGEST = '';

/** Creates runs. */
export class Starts {
  private readonly byIdempotencyKey;
  private readonly byId;
  private readonly insertOrigin;
  private readonly insertRun;
  private readonly setLast;
  private readonly setOwner;
  private readonly addTag;

  constructor(
    private readonly connection: Connection,
    private readonly leases: LeaseTable,
    private readonly tables: Pick<RunTables, 'flows' | 'journal' | 'inbox' | 'permits'>,
    private readonly maxBody: number,
  ) {
    const { driver } = connection;
    this.byIdempotencyKey = driver.prepare<Earlier>(
      'select key, id, digest from origin where idempotency = ? and flow_name = ?',
    );
    this.byId = driver.prepare<Pick<Earlier, 'key' | 'id'>>('select key, id from origin where id = ?');
    this.insertRun = driver.prepare(`
      insert into run (rev, flow, owner, due, checkpoint, status, ended, ${PASSING_COLUMNS})
      values (0, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.insertOrigin = driver.prepare(`
      insert into origin (key, id, flow_name, correlation, idempotency, digest, created, tags, input)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.setLast = driver.prepare('update run set last = ? where key = ?');
    this.setOwner = driver.prepare('update run set owner = ?, due = null where key = ?');
    this.addTag = driver.prepare('insert or ignore into tag (name, run) values (?, ?)');
  }

  /** Creates runs in one transaction; only if one of them fails, each gets its own savepoint. */
  write(runs: readonly NewRun[], given: Lease | undefined): readonly CreateResult[] {
    const { connection, leases } = this;
    const each = (create: (start: NewRun, lease: Lease | undefined) => CreateResult) =>
      connection.write(() => {
        const lease = given && leases.lives(given) ? given : undefined;
        return runs.map((start) => create(start, lease));
      });
    try {
      return each((start, lease) => this.create(start, lease));
    } catch (error) {
      if (!connection.concernsOneRow(error)) throw error;
      return each((start, lease) => connection.attempt(() => this.create(start, lease)));
    }
  }

  /** Creates a run, or returns the conflicting run. */
  private create(start: NewRun, lease: Lease | undefined): CreateResult {
    const { flow, id, idempotencyKey } = start.origin;
    const before = idempotencyKey === undefined ? undefined : this.byIdempotencyKey.get(idempotencyKey, flow);
    if (before) {
      return { key: before.key, id: before.id, result: 'exists', digest: before.digest || undefined, owned: false };
    }
    const namesake = this.byId.get(id);
    if (namesake) return { key: namesake.key, id, result: 'taken', owned: false };
    const error = startSizeError(start, this.maxBody);
    if (error) return { error };

    const { key, due } = this.insert(start, start.permit ? undefined : lease);
    const owned = start.permit ? this.queue(key, start, lease) : lease !== undefined;
    if (due !== null) this.connection.notify({ type: 'due' });
    return { key, id, result: 'created', owned };
  }

  /** Writes the rows of a run. Returns when it is due, if no lease owns it. */
  private insert(
    { origin, input, digest, head, entry }: NewRun,
    lease: Lease | undefined,
  ): { readonly key: RunKey; readonly due: number | null } {
    const { id, flow, correlationId, idempotencyKey, createdAt, tags } = origin;
    const due = lease ? null : head.busy ? createdAt : (dueAt(head, undefined) ?? null);
    const state = [lease?.id ?? null, due, head.status, head.endedAt ?? null];
    const key = Number(
      this.insertRun.run(this.tables.flows.numberOf(origin), ...state, ...passingValues(head)).lastInsertRowid,
    );
    const correlation = correlationId === id ? null : correlationId;
    const known = [correlation, idempotencyKey ?? null, digest ?? NO_DIGEST, createdAt, JSON.stringify(tags), input];
    this.insertOrigin.run(key, id, flow, ...known);
    for (const tag of tags) this.addTag.run(tag, key);
    if (entry) {
      const last = this.tables.journal.append(key, entry, null);
      this.tables.journal.markAt(key, entry, last);
      this.setLast.run(last, key);
    }
    return { key, due };
  }

  /** Queues a run before it begins. It is owned only if its permit is granted at once. */
  private queue(key: RunKey, { permit, origin }: NewRun, lease: Lease | undefined): boolean {
    if (!permit) return false;
    this.tables.permits.request(key, { ...permit, token: 0, change: 'request' }, origin.createdAt);
    if (!lease || this.tables.inbox.firstAt(key) === undefined) return false;
    this.setOwner.run(lease.id, key);
    return true;
  }
}
