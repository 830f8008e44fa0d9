import type { RunKey } from '../../storage/port';
import type { Database } from '../connection/database';
import type { NotificationChannel } from '../connection/notification-channel';
import type { Statement } from '../connection/statement';
import { type MessageReceipt, noticesOf } from './message-receipt';

interface Purged {
  readonly count: number;
  readonly told: MessageReceipt;
}

/** The runs to remove. */
interface PurgeRequest {
  readonly endedBefore: number;
  readonly limit: number;
  readonly flow?: string;
  readonly run?: RunKey;
}

/** Removes ended runs with all their data. */
export class Purge {
  private readonly statement: Statement;

  constructor(
    private readonly database: Database,
    private readonly notifications: NotificationChannel,
  ) {
    this.statement = database.statement('select @purge($1, $2, $3, $4) as purged');
  }

  async run({ endedBefore, limit, flow, run }: PurgeRequest): Promise<number> {
    const [row] = await this.database.rows<{ readonly purged: Purged }>(this.statement, endedBefore, limit, flow, run);
    if (!row) return 0;
    this.notifications.publish(noticesOf(row.purged.told));
    return row.purged.count;
  }
}
