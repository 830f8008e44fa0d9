import type { Lease, Message, RunKey } from '../../storage/port';
import type { Connection } from '../connection/connection';

interface MessageRow {
  readonly no: number;
  /** The token that a permit was granted to. */
  readonly token: number | null;
  /** The token of the task that the message is about. */
  readonly task: number | null;
  readonly body: string | null;
}

/** The messages to runs, and the permits granted to them. */
export class InboxTable {
  private readonly insert;
  private readonly select;
  private readonly selectAboutTask;
  private readonly selectWithMessages;
  private readonly selectSomeWithMessages;
  private readonly first;
  private readonly consumeOne;
  private readonly removePermit;
  private readonly removeMessages;
  private readonly removeReceipts;
  private readonly makeDue;
  private readonly receipt;
  private readonly insertReceipt;

  constructor(private readonly connection: Connection) {
    const { driver } = connection;
    this.insert = driver.prepare('insert into message (run, at, token, task, body) values (?, ?, ?, ?, ?)');
    this.select = driver.prepare<MessageRow>(
      'select no, token, task, body from message where run = ? and no > ? order by no',
    );
    this.selectAboutTask = driver.prepare<{ readonly no: number }>('select no from message where run = ? and task = ?');
    this.selectWithMessages = driver.prepare<{ readonly key: number }>(
      'select key from run where owner = ? and owner is not null and exists (select 1 from message where run = run.key)',
    );
    this.selectSomeWithMessages = driver.prepare<{ readonly key: number }>(`
      select key from run where key in (select value from json_each(?)) and owner = ?
        and exists (select 1 from message where run = run.key)`);
    this.first = driver.prepare<{ readonly at: number | null }>('select min(at) as at from message where run = ?');
    this.consumeOne = driver.prepare('delete from message where no = ? and run = ?');
    this.removePermit = driver.prepare('delete from message where run = ? and token = ?');
    this.removeMessages = driver.prepare('delete from message where run = ?');
    this.removeReceipts = driver.prepare('delete from receipt where run = ?');
    this.makeDue = driver.prepare('update run set due = min(coalesce(due, ?), ?) where key = ? and owner is null');
    this.receipt = driver.prepare<{ readonly digest: string | null }>(
      'select digest from receipt where run = ? and idempotency = ?',
    );
    this.insertReceipt = driver.prepare('insert into receipt (run, idempotency, digest) values (?, ?, ?)');
  }

  of(run: RunKey, after = 0): readonly Message[] {
    return this.select
      .all(run, after)
      .map(({ no, token, task, body }) =>
        token === null
          ? { no, kind: 'sent', body: body ?? '', task: task ?? undefined }
          : { no, kind: 'permit', token },
      );
  }

  /** Returns the runs of a lease that have messages, of all or of some. */
  runsWithMessages({ id }: Lease, among: readonly RunKey[] | undefined): readonly RunKey[] {
    const rows = among ? this.selectSomeWithMessages.all(JSON.stringify(among), id) : this.selectWithMessages.all(id);
    return rows.map(({ key }) => key);
  }

  /** Returns the time of a run's first message. */
  firstAt(run: RunKey): number | undefined {
    return this.first.get(run)?.at ?? undefined;
  }

  /** Returns the numbers of the messages about the task of a token. */
  aboutTask(run: RunKey, token: number): readonly number[] {
    return this.selectAboutTask.all(run, token).map(({ no }) => no);
  }

  send(run: RunKey, at: number, body: string, task?: number): void {
    this.insert.run(run, at, null, task ?? null, body);
    this.notify(run, at);
  }

  sendPermit(run: RunKey, since: number, token: number): void {
    this.insert.run(run, since, token, null, null);
    this.notify(run, since);
  }

  consume(run: RunKey, numbers: readonly number[]): void {
    for (const no of numbers) this.consumeOne.run(no, run);
  }

  /** Removes the message that grants a token its permit. */
  forgetPermit(run: RunKey, token: number): void {
    this.removePermit.run(run, token);
  }

  /** Returns the digest of the message that was sent with an idempotency key. */
  receiptOf(run: RunKey, idempotencyKey: string): { readonly digest: string | null } | undefined {
    return this.receipt.get(run, idempotencyKey);
  }

  addReceipt(run: RunKey, idempotencyKey: string, digest: string | undefined): void {
    this.insertReceipt.run(run, idempotencyKey, digest ?? null);
  }

  removeAll(run: RunKey): void {
    this.removeMessages.run(run);
    this.removeReceipts.run(run);
  }

  private notify(run: RunKey, at: number): void {
    const { changes } = this.makeDue.run(at, at, run);
    this.connection.notify(changes === 0 ? { type: 'posted', run } : { type: 'due' });
  }
}
