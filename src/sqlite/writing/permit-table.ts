import type { PermitHolding, PermitRequestChange, RunKey } from '../../storage/port';
import type { Driver } from '../driver/driver';
import type { InboxTable } from './inbox-table';

interface QueueRow {
  readonly most: number;
  readonly total: number | null;
  readonly held: number;
}

interface PermitRow {
  readonly no: number;
  readonly key: string;
  readonly run: number;
  readonly token: number;
  readonly since: number;
  readonly held: number;
}

/**
 * The concurrency queues, with the rules of `ConcurrencyQueues`: first in, first out for each key, and the keys take
 * turns. A key has a turn while a run waits in it and it has a free permit.
 */
export class PermitTable {
  private readonly queue;
  private readonly putQueue;
  private readonly dropQueue;
  private readonly find;
  private readonly insert;
  private readonly remove;
  private readonly holdings;
  private readonly wait;
  private readonly changeKey;
  private readonly changeQueue;
  private readonly dropKey;
  private readonly updateTurns;
  private readonly nextKey;
  private readonly nextOf;
  private readonly hold;
  private readonly endTurn;

  constructor(
    driver: Driver,
    private readonly inbox: InboxTable,
  ) {
    const permit = 'no, key, run, token, since, held';
    this.queue = driver.prepare<QueueRow>('select most, total, held from slot_line where name = ?');
    this.putQueue = driver.prepare(`
      insert into slot_line (name, most, total, held) values (?, ?, ?, 0)
      on conflict (name) do update set most = excluded.most, total = excluded.total`);
    this.dropQueue = driver.prepare(
      'delete from slot_line where name = ? and not exists (select 1 from slot_key where line = name)',
    );
    this.find = driver.prepare<PermitRow>(`select ${permit} from slot where run = ? and token = ? and line = ?`);
    this.insert = driver.prepare('insert into slot (line, key, run, token, since, held) values (?, ?, ?, ?, ?, 0)');
    this.remove = driver.prepare('delete from slot where no = ?');
    this.holdings = driver.prepare<PermitHolding>('select line as queue, token from slot where run = ? order by no');
    this.wait = driver.prepare(`
      insert into slot_key (line, key, held, waiting) values (?, ?, 0, 1)
      on conflict (line, key) do update set waiting = waiting + 1`);
    this.changeKey = driver.prepare(
      'update slot_key set held = held + ?, waiting = waiting + ? where line = ? and key = ?',
    );
    this.changeQueue = driver.prepare('update slot_line set held = held + ? where name = ?');
    this.dropKey = driver.prepare('delete from slot_key where line = ? and key = ? and held = 0 and waiting = 0');
    // Updates the turn of one key, or of all keys of a queue. A key that already has a turn keeps it.
    this.updateTurns = driver.prepare(`
      update slot_key set turn = case
        when waiting = 0 or held >= (select most from slot_line where name = line) then null
        else coalesce(turn, (select coalesce(max(turn), 0) + 1 from slot_key as other
          where other.line = slot_key.line and turn is not null))
      end
      where line = ? and key = coalesce(?, key)`);
    this.nextKey = driver.prepare<{ readonly key: string }>(
      'select key from slot_key where line = ? and turn is not null order by turn limit 1',
    );
    this.nextOf = driver.prepare<PermitRow>(
      `select ${permit} from slot where line = ? and key = ? and held = 0 order by no limit 1`,
    );
    this.hold = driver.prepare('update slot set held = 1 where no = ?');
    this.endTurn = driver.prepare('update slot_key set turn = null where line = ? and key = ?');
  }

  /** Requests a permit. It is granted by a message, possibly at once. */
  request(run: RunKey, { queue, key, limit, total, token }: PermitRequestChange, since: number): void {
    const before = this.queue.get(queue);
    this.putQueue.run(queue, limit, total ?? null);
    if (before && before.most !== limit) this.updateTurns.run(queue, null);
    if (!this.find.get(run, token, queue)) {
      this.insert.run(queue, key, run, token, since);
      this.wait.run(queue, key);
      this.updateTurns.run(queue, key);
    }
    this.grant(queue);
  }

  /** Takes a permit at once, even over the limit. */
  take(run: RunKey, { queue, key, limit, total, token }: PermitRequestChange, since: number): void {
    this.putQueue.run(queue, limit, total ?? null);
    if (!this.find.get(run, token, queue)) {
      this.insert.run(queue, key, run, token, since);
      this.wait.run(queue, key);
    }
    const permit = this.find.get(run, token, queue);
    if (permit?.held === 0) this.markHeld(queue, permit);
    this.grant(queue);
  }

  /** Releases a permit or a place in the queue, and drops the message that grants the permit. */
  release(run: RunKey, queue: string, token: number): void {
    this.inbox.forgetPermit(run, token);
    const permit = this.find.get(run, token, queue);
    if (!permit) return;
    this.remove.run(permit.no);
    if (permit.held === 1) this.changeQueue.run(-1, queue);
    this.changeKey.run(-permit.held, permit.held - 1, queue, permit.key);
    if (this.dropKey.run(queue, permit.key).changes === 0) this.updateTurns.run(queue, permit.key);
    if (this.dropQueue.run(queue).changes === 0) this.grant(queue);
  }

  releaseAll(run: RunKey): void {
    for (const { queue, token } of this.of(run)) this.release(run, queue, token);
  }

  /** Returns the permits that a run holds or waits for. */
  of(run: RunKey): readonly PermitHolding[] {
    return this.holdings.all(run);
  }

  /** Grants all free permits of a queue. */
  private grant(name: string): void {
    const queue = this.queue.get(name);
    if (!queue) return;
    for (let free = (queue.total ?? Number.POSITIVE_INFINITY) - queue.held; free > 0; free -= 1) {
      const key = this.nextKey.get(name)?.key;
      const permit = key === undefined ? undefined : this.nextOf.get(name, key);
      if (key === undefined || !permit) return;
      this.endTurn.run(name, key);
      this.markHeld(name, permit);
      this.inbox.sendPermit(permit.run, permit.since, permit.token);
    }
  }

  private markHeld(queue: string, { no, key }: PermitRow): void {
    this.hold.run(no);
    this.changeQueue.run(1, queue);
    this.changeKey.run(1, -1, queue, key);
    this.updateTurns.run(queue, key);
  }
}
