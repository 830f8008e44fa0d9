import { hasEnded, type RunStatus } from '../run';
import { type Posted, type Posting, type RunAddress, type RunKey, tooLong } from '../storage';
import type { Driver, Statement } from './driver/driver';
import type { Inbox } from './inbox';

interface Target {
  readonly key: RunKey;
  readonly id: string;
  readonly status: RunStatus;
}

/** Sends things to runs. */
export class Post {
  private readonly byId: Statement<Target>;
  private readonly byIdempotencyKey: Statement<Target>;

  constructor(
    driver: Driver,
    private readonly inbox: Inbox,
    private readonly maxBody: number,
  ) {
    const select = 'select origin.key, id, status from origin join run on run.key = origin.key';
    this.byId = driver.prepare(`${select} where id = ?`);
    this.byIdempotencyKey = driver.prepare(`${select} where idempotency = ? and flow_name = ?`);
  }

  send({ to, at, body, idempotencyKey, digest }: Posting): Posted {
    const run = this.find(to);
    if (!run) return { result: 'unknown' };
    const receipt = idempotencyKey === undefined ? undefined : this.inbox.receiptOf(run.key, idempotencyKey);
    if (receipt) return { result: receipt.digest === (digest ?? null) ? 'repeated' : 'conflict', run };
    if (hasEnded(run.status)) return { result: 'ended', run };
    const error = tooLong(`what is sent to run "${run.id}"`, body, this.maxBody);
    if (error) throw error;
    if (idempotencyKey !== undefined) this.inbox.addReceipt(run.key, idempotencyKey, digest);
    this.inbox.send(run.key, at, body);
    return { result: 'posted', run };
  }

  private find(to: RunAddress): Target | undefined {
    const found = 'id' in to ? this.byId.get(to.id) : this.byIdempotencyKey.get(to.idempotencyKey, to.flow);
    return found && { key: found.key, id: found.id, status: found.status };
  }
}
