import type { RunStatus } from '../../core';
import { sendSizeError } from '../../storage/adapter-kit';
import type { RunKey, SendRequest, SendResult } from '../../storage/port';
import type { Database } from '../connection/database';
import type { NotificationChannel } from '../connection/notification-channel';
import { SqlJson, type Statement } from '../connection/statement';

/** The result of the SQL function `post`. */
interface Answer {
  readonly result: SendResult['result'] | 'too long';
  readonly digest?: string | null;
  readonly run?: { readonly key: RunKey; readonly id: string; readonly status: RunStatus; readonly owned: boolean };
}

/** Sends messages to runs. */
export class MessageWriter {
  private readonly statement: Statement;

  constructor(
    private readonly database: Database,
    private readonly notifications: NotificationChannel,
    private readonly maxBody: number,
  ) {
    this.statement = database.statement('select @post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as answer');
  }

  async send(request: SendRequest): Promise<SendResult> {
    const { to, at, body, idempotencyKey, digest, task } = request;
    const address = 'id' in to ? [to.id, null, null] : [null, to.flow, to.idempotencyKey];
    const error = sendSizeError(request, 'id' in to ? to.id : to.idempotencyKey, this.maxBody);
    const about = task ? [new SqlJson(task.row), task.rev, task.answered] : [null, null, false];
    const given = [...address, at, error ? null : body, idempotencyKey, digest];
    const [row] = await this.database.rows<{ readonly answer: Answer }>(
      this.statement,
      ...given,
      ...about,
      error !== undefined,
    );
    const { result, run, digest: known } = row?.answer ?? { result: 'unknown' };
    if (result === 'too long') {
      if (error) throw error;
      return { result: 'unknown' };
    }
    if (!run) return { result };
    const { key, id, status, owned } = run;
    if (result === 'posted') this.notifications.publish([owned ? { type: 'posted', run: key } : { type: 'due' }]);
    return { result, run: { key, id, status }, ...(known != null && { digest: known }) };
  }
}
