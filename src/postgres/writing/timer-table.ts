import type { Database } from '../connection/database';
import type { NotificationChannel } from '../connection/notification-channel';
import type { Statement } from '../connection/statement';

/** The times at which unowned runs are due. */
export class TimerTable {
  private readonly correctLate: Statement;

  constructor(
    private readonly database: Database,
    private readonly notifications: NotificationChannel,
  ) {
    this.correctLate = database.statement(`
      update @run set due = late.corrected from (
        select key, case
          when mail is not null then given.now
          when entry.at > given.now then coalesce(given.now + greatest(wake - entry.at, 0), given.now)
        end as corrected
        from (select $1::bigint as now) as given, @run left join lateral (
          select at from @journal where journal.run = run.key order by journal.seq desc, journal.no desc limit 1
        ) as entry on true where owner is null and due > given.now
      ) as late
      where run.key = late.key and run.owner is null and late.corrected < run.due returning run.key`);
  }

  /** Corrects when runs are due that an engine released whose clock was ahead. Returns their number. */
  async correct(now: number): Promise<number> {
    const { length } = await this.database.rows(this.correctLate, now);
    if (length > 0) this.notifications.publish([{ type: 'due' }]);
    return length;
  }
}
