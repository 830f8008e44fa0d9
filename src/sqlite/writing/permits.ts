import type { RunKey, SlotChange } from '../../storage';
import type { Driver } from '../driver/driver';
import type { Inbox } from './inbox';

interface LineRow {
  readonly most: number;
  readonly total: number | null;
  readonly held: number;
}

interface SlotRow {
  readonly no: number;
  readonly key: string;
  readonly run: number;
  readonly token: number;
  readonly since: number;
  readonly held: number;
}

/**
 * The lines in which runs wait for slots, in the way of `SlotLines`: first in, first out for each key, and the keys take turns.
 * A key has a turn while somebody waits in it and it has a slot free.
 */
export class Slots {
  private readonly line;
  private readonly putLine;
  private readonly dropLine;
  private readonly find;
  private readonly insert;
  private readonly remove;
  private readonly holdings;
  private readonly wait;
  private readonly changeKey;
  private readonly changeLine;
  private readonly dropKey;
  private readonly look;
  private readonly nextKey;
  private readonly nextOf;
  private readonly hold;
  private readonly endTurn;

  constructor(
    driver: Driver,
    private readonly inbox: Inbox,
  ) {
    const slot = 'no, key, run, token, since, held';
    this.line = driver.prepare<LineRow>('select most, total, held from slot_line where name = ?');
    this.putLine = driver.prepare(`
      insert into slot_line (name, most, total, held) values (?, ?, ?, 0)
      on conflict (name) do update set most = excluded.most, total = excluded.total`);
    this.dropLine = driver.prepare(
      'delete from slot_line where name = ? and not exists (select 1 from slot_key where line = name)',
    );
    this.find = driver.prepare<SlotRow>(`select ${slot} from slot where run = ? and token = ? and line = ?`);
    this.insert = driver.prepare('insert into slot (line, key, run, token, since, held) values (?, ?, ?, ?, ?, 0)');
    this.remove = driver.prepare('delete from slot where no = ?');
    this.holdings = driver.prepare<SlotRow & { readonly line: string }>(`select line, ${slot} from slot where run = ?`);
    this.wait = driver.prepare(`
      insert into slot_key (line, key, held, waiting) values (?, ?, 0, 1)
      on conflict (line, key) do update set waiting = waiting + 1`);
    this.changeKey = driver.prepare(
      'update slot_key set held = held + ?, waiting = waiting + ? where line = ? and key = ?',
    );
    this.changeLine = driver.prepare('update slot_line set held = held + ? where name = ?');
    this.dropKey = driver.prepare('delete from slot_key where line = ? and key = ? and held = 0 and waiting = 0');
    // Looks at one key, or at all of a line. One that has a turn already keeps it.
    this.look = driver.prepare(`
      update slot_key set turn = case
        when waiting = 0 or held >= (select most from slot_line where name = line) then null
        else coalesce(turn, (select coalesce(max(turn), 0) + 1 from slot_key as other
          where other.line = slot_key.line and turn is not null))
      end
      where line = ? and key = coalesce(?, key)`);
    this.nextKey = driver.prepare<{ readonly key: string }>(
      'select key from slot_key where line = ? and turn is not null order by turn limit 1',
    );
    this.nextOf = driver.prepare<SlotRow>(
      `select ${slot} from slot where line = ? and key = ? and held = 0 order by no limit 1`,
    );
    this.hold = driver.prepare('update slot set held = 1 where no = ?');
    this.endTurn = driver.prepare('update slot_key set turn = null where line = ? and key = ?');
  }

  /** Asks for a slot, since a moment. It comes as a message, perhaps at once. */
  request(run: RunKey, { line, key, limit, total, token }: SlotChange, since: number): void {
    const before = this.line.get(line);
    this.putLine.run(line, limit, total ?? null);
    if (before && before.most !== limit) this.look.run(line, null);
    if (!this.find.get(run, token, line)) {
      this.insert.run(line, key, run, token, since);
      this.wait.run(line, key);
      this.look.run(line, key);
    }
    this.grant(line);
  }

  /** Takes a slot at once, over the limit if need be. */
  take(run: RunKey, { line, key, limit, total, token }: SlotChange, since: number): void {
    this.putLine.run(line, limit, total ?? null);
    if (!this.find.get(run, token, line)) {
      this.insert.run(line, key, run, token, since);
      this.wait.run(line, key);
    }
    const slot = this.find.get(run, token, line);
    if (slot?.held === 0) this.give(line, slot);
    this.grant(line);
  }

  /** Gives up a slot or a place in line, and with it a message that tells of the slot. */
  release(run: RunKey, line: string, token: number): void {
    this.inbox.forgetSlot(run, token);
    const slot = this.find.get(run, token, line);
    if (!slot) return;
    this.remove.run(slot.no);
    if (slot.held === 1) this.changeLine.run(-1, line);
    this.changeKey.run(-slot.held, slot.held - 1, line, slot.key);
    if (this.dropKey.run(line, slot.key).changes === 0) this.look.run(line, slot.key);
    if (this.dropLine.run(line).changes === 0) this.grant(line);
  }

  releaseAll(run: RunKey): void {
    for (const { line, token } of this.holdings.all(run)) this.release(run, line, token);
  }

  /** Lets in whoever may go on now. */
  private grant(name: string): void {
    const line = this.line.get(name);
    if (!line) return;
    for (let free = (line.total ?? Number.POSITIVE_INFINITY) - line.held; free > 0; free -= 1) {
      const key = this.nextKey.get(name)?.key;
      const slot = key === undefined ? undefined : this.nextOf.get(name, key);
      if (key === undefined || !slot) return;
      this.endTurn.run(name, key);
      this.give(name, slot);
      this.inbox.sendSlot(slot.run, slot.since, slot.token);
    }
  }

  private give(line: string, { no, key }: SlotRow): void {
    this.hold.run(no);
    this.changeLine.run(1, line);
    this.changeKey.run(1, -1, line, key);
    this.look.run(line, key);
  }
}
