import { MillraceError } from '../../errors';
import { dueAt, startSizeError } from '../../storage/adapter-kit';
import type { CreateResult, Lease, NewRun, Notice, RunKey } from '../../storage/port';
import type { Database } from '../connection/database';
import type { NotificationChannel } from '../connection/notification-channel';
import { type Session, SqlJson, type Statement } from '../connection/statement';
import { writeBatch } from '../connection/write-batch';
import type { FlowTable } from '../reading/flow-table';
import { headColumns } from '../reading/run-rows';
import { chunk } from './chunk';
import { type MessageReceipt, noticesOf } from './message-receipt';

/** A run to create, with the number of its flow. */
interface Start {
  readonly start: NewRun;
  readonly flow: number;
  readonly bodySizeError: Error | undefined;
}

/** The result of a start, with the notices to publish. */
interface Outcome {
  readonly result: CreateResult;
  readonly notices: readonly Notice[];
}

/** A run that was created. */
interface Fresh {
  /** The index of the run in the statement. */
  readonly place: number;
  readonly key: RunKey;
  readonly owned: boolean;
  readonly due: number | null;
}

interface Earlier {
  readonly key: RunKey;
  readonly id: string;
  readonly digest: string;
  readonly by_key: boolean;
}

interface Queued {
  readonly owned: readonly RunKey[];
  readonly told: MessageReceipt;
}

/** Stored for a run without an idempotency key: the column takes no null. */
const NO_DIGEST = '';

/** Creates runs. Any number of them is one statement, and a second one for runs that need a permit. */
export class Starts {
  private readonly insert: Statement;
  private readonly earlier: Statement;
  private readonly queue: Statement;

  constructor(
    private readonly database: Database,
    private readonly notifications: NotificationChannel,
    private readonly flows: FlowTable,
    private readonly maxBody: number,
  ) {
    // An existing id or idempotency key prevents only its own row.
    this.insert = database.statement(`
      with start as materialized (
        select * from json_to_recordset($2::json) as given(place integer, id text, flow integer, flow_name text, correlation text,
          idempotency text, digest text, created bigint, tags text[], input text, queues boolean, due bigint, status text,
          ended bigint, busy boolean, seq bigint, wake bigint, started bigint, at text, ending text, no bigint,
          entry_seq bigint, entry_at bigint, body text)
      ), living as materialized (
        select id from @lease where id = $1 for key share
      ), fresh as (
        insert into @origin (id, flow_name, correlation, idempotency, digest, created, tags, input)
        select id, flow_name, correlation, idempotency, digest, created, tags, input from start order by place
        on conflict do nothing returning key, id
      ), placed as materialized (
        select key, start.*, case when queues then null else (select living.id from living) end as owner
        from fresh join start on start.id = fresh.id
      ), made as (
        insert into @run (key, rev, flow, owner, due, status, ended, busy, seq, wake, started, at, ending)
        select key, 0, flow, owner, case when owner is null then due end, status, ended, busy, seq, wake, started, at, ending
        from placed
      ), entered as (
        insert into @journal (run, seq, no, at, body)
        select key, entry_seq, no, entry_at, body from placed where no is not null
      ), tagged as (
        insert into @tag (name, run) select distinct unnest(tags), key from placed
      )
      select place, key, owner is not null as owned, case when owner is null then due end as due from placed`);
    this.earlier = database.statement(`
      select key, id, digest, true as by_key from @origin where idempotency = $1 and flow_name = $2
      union all select key, id, digest, false from @origin where id = $3`);
    this.queue = database.statement('select @queue_starts($1, $2, $3) as queued');
  }

  async write(runs: readonly NewRun[], lease: Lease | undefined): Promise<readonly CreateResult[]> {
    const starts: Start[] = [];
    for (const start of runs) {
      const flow = await this.flows.numberOf(start.origin);
      starts.push({ start, flow, bodySizeError: startSizeError(start, this.maxBody) });
    }
    const chunks = chunk(starts, charactersOf);
    const isOneStatement = chunks.length <= 1 && !runs.some(({ permit }) => permit);
    const outcomes = await writeBatch(this.database, starts, isOneStatement, async (session, some) => {
      const made = new Map<Start, Outcome>();
      for (const part of some === starts ? chunks : [some]) await this.create(session, part, lease, made);
      return some.map((one) => made.get(one) ?? TOO_MANY_CONFLICTS);
    });
    this.notifications.publish(outcomes.flatMap((outcome) => ('error' in outcome ? [] : outcome.notices)));
    return outcomes.map((outcome) => ('error' in outcome ? outcome : outcome.result));
  }

  /** Creates runs, or returns conflicting runs, which may be part of the same request. */
  private async create(
    session: Session,
    starts: readonly Start[],
    lease: Lease | undefined,
    made: Map<Start, Outcome>,
  ): Promise<void> {
    let left = starts;
    for (let round = 0; left.length > 0 && round < ROUNDS; round += 1) {
      const alone = withoutConflicts(left.filter(({ bodySizeError }) => !bodySizeError));
      if (alone.length > 0) await this.insertAll(session, alone, lease, made);
      for (const one of left) {
        if (made.has(one)) continue;
        const earlier = await this.conflictOf(session, one.start);
        if (earlier) made.set(one, { result: earlier, notices: [] });
        else if (one.bodySizeError) made.set(one, { result: { error: one.bodySizeError }, notices: [] });
      }
      // A conflicting run may have been removed meanwhile.
      left = left.filter((one) => !made.has(one));
    }
  }

  private async insertAll(
    session: Session,
    starts: readonly Start[],
    lease: Lease | undefined,
    made: Map<Start, Outcome>,
  ): Promise<void> {
    const rows = new SqlJson(starts.map(startRow));
    const fresh = await session.rows<Fresh>(this.insert, lease?.id, rows);
    const queued = await this.queueUp(session, starts, fresh, lease);
    let more = noticesOf(queued.told);
    for (const { place, key, owned, due } of fresh) {
      const one = starts[place];
      if (!one) continue;
      const notices: readonly Notice[] = due === null ? more : [{ type: 'due' }, ...more];
      const result = {
        key,
        id: one.start.origin.id,
        result: 'created',
        owned: owned || queued.owned.includes(key),
      } as const;
      made.set(one, { result, notices });
      more = [];
    }
  }

  /** Queues runs before they begin. */
  private async queueUp(
    session: Session,
    starts: readonly Start[],
    fresh: readonly Fresh[],
    lease: Lease | undefined,
  ): Promise<Queued> {
    const waiting = fresh.flatMap(({ place, key: run }) => {
      const { permit, origin } = starts[place]?.start ?? {};
      if (!permit || !origin) return [];
      return [
        { run, line: permit.queue, key: permit.key, most: permit.limit, total: permit.total, since: origin.createdAt },
      ];
    });
    if (waiting.length === 0) return NONE_QUEUED;
    const queues = waiting.map(({ line }) => line);
    const [row] = await session.rows<{ readonly queued: Queued }>(this.queue, lease?.id, queues, new SqlJson(waiting));
    return row?.queued ?? NONE_QUEUED;
  }

  /** Returns the result of a start that conflicts with an existing run. */
  private async conflictOf(session: Session, { origin }: NewRun): Promise<CreateResult | undefined> {
    const { idempotencyKey, flow, id } = origin;
    const found = await session.rows<Earlier>(this.earlier, idempotencyKey, flow, id);
    const twin = found.find(({ by_key }) => by_key);
    if (twin) {
      return { key: twin.key, id: twin.id, result: 'exists', digest: twin.digest || undefined, owned: false };
    }
    const [namesake] = found;
    return namesake && { key: namesake.key, id, result: 'taken', owned: false };
  }
}

/** The maximum number of attempts of a start whose conflicting runs are removed meanwhile. */
const ROUNDS = 5;

const NONE_QUEUED: Queued = { owned: [], told: { posted: null, due: false } };

const TOO_MANY_CONFLICTS: Outcome = {
  result: {
    error: new MillraceError(
      'STORAGE_UNAVAILABLE',
      'a run with the same id or idempotency key was created and removed again and again: try again',
    ),
  },
  notices: [],
};

/** Returns starts that do not conflict with each other. */
function withoutConflicts(starts: readonly Start[]): readonly Start[] {
  const seen = new Set<string>();
  return starts.filter(({ start: { origin } }) => {
    const { id, flow, idempotencyKey } = origin;
    const names = [
      JSON.stringify([id]),
      ...(idempotencyKey === undefined ? [] : [JSON.stringify([flow, idempotencyKey])]),
    ];
    if (names.some((name) => seen.has(name))) return false;
    for (const name of names) seen.add(name);
    return true;
  });
}

function startRow({ start, flow }: Start, place: number) {
  const { origin, head, input, digest, entry, permit } = start;
  const { id, correlationId, idempotencyKey, createdAt, tags } = origin;
  return {
    place,
    id,
    flow,
    flow_name: origin.flow,
    // A correlation id equal to the id is not stored.
    correlation: correlationId === id ? undefined : correlationId,
    idempotency: idempotencyKey,
    digest: digest ?? NO_DIGEST,
    created: createdAt,
    tags,
    input,
    queues: permit !== undefined,
    due: head.busy ? createdAt : dueAt(head, undefined),
    ...headColumns(head),
    ...(entry && { no: entry.no, entry_seq: entry.seq, entry_at: entry.at, body: entry.body }),
  };
}

function charactersOf({ start: { input, entry } }: Start): number {
  return input.length + (entry?.body.length ?? 0);
}
