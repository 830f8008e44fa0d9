import { hasEnded, type RunStatus } from '../../core';
import { sendSizeError } from '../../storage/adapter-kit';
import type { RunAddress, RunKey, SendRequest, SendResult } from '../../storage/port';
import type { Driver, Statement } from '../driver/driver';
import type { TaskTable } from '../reading/task-table';
import type { InboxTable } from './inbox-table';

interface Target {
  readonly key: RunKey;
  readonly id: string;
  readonly status: RunStatus;
}

/** Sends messages to runs. */
export class MessageWriter {
  private readonly byId: Statement<Target>;
  private readonly byIdempotencyKey: Statement<Target>;

  constructor(
    driver: Driver,
    private readonly inbox: InboxTable,
    private readonly tasks: TaskTable,
    private readonly maxBody: number,
  ) {
    const select = 'select origin.key, id, status from origin join run on run.key = origin.key';
    this.byId = driver.prepare(`${select} where id = ?`);
    this.byIdempotencyKey = driver.prepare(`${select} where idempotency = ? and flow_name = ?`);
  }

  send(request: SendRequest): SendResult {
    const { to, at, body, idempotencyKey, digest, task } = request;
    const run = this.find(to);
    if (!run) return { result: 'unknown' };
    const receipt = idempotencyKey === undefined ? undefined : this.inbox.receiptOf(run.key, idempotencyKey);
    if (receipt) return { result: 'repeated', digest: receipt.digest ?? undefined, run };
    if (hasEnded(run.status)) return { result: 'ended', run };
    if (task && !this.tasks.isAsRead(run.key, task)) return { result: 'stale', run };
    const error = sendSizeError(request, run.id, this.maxBody);
    if (error) throw error;
    if (idempotencyKey !== undefined) this.inbox.addReceipt(run.key, idempotencyKey, digest);
    if (task) this.tasks.put(run.key, task.row, task.answered);
    this.inbox.send(run.key, at, body, task?.row.token);
    return { result: 'posted', run };
  }

  private find(to: RunAddress): Target | undefined {
    const found = 'id' in to ? this.byId.get(to.id) : this.byIdempotencyKey.get(to.idempotencyKey, to.flow);
    return found && { key: found.key, id: found.id, status: found.status };
  }
}
