import { type NoticeEmitter, SharedResource } from '../../storage/adapter-kit';
import { type PostgresSettings, whereOf } from '../options';
import { Tables } from '../reading/tables';
import { migrate } from '../schema/migrate';
import { Database } from './database';
import { NotificationChannel } from './notification-channel';

/** A database shared by engines. */
export class OpenDatabase {
  private readonly shared: SharedResource<Tables>;
  /** The requests in flight. */
  private readonly inFlight = new Set<Promise<unknown>>();

  constructor(
    private readonly settings: PostgresSettings,
    private readonly notices: NoticeEmitter,
  ) {
    const where = whereOf(settings);
    this.shared = new SharedResource({
      storage: `the PostgreSQL storage at ${where}`,
      details: { where },
      open: () => this.connect(),
      close: (tables) => this.end(tables),
    });
  }

  open(): Promise<void> {
    return this.shared.open();
  }

  close(): Promise<void> {
    return this.shared.close();
  }

  /** Returns a function that handles requests, and translates errors of PostgreSQL. */
  ask<Request, Answer>(
    work: (tables: Tables, request: Request) => Promise<Answer>,
  ): (request: Request) => Promise<Answer> {
    return async (request) => {
      const tables = this.shared.opened;
      const answer = work(tables, request);
      this.inFlight.add(answer);
      try {
        return await answer;
      } catch (error) {
        throw tables.database.explained(error);
      } finally {
        this.inFlight.delete(answer);
      }
    };
  }

  private async connect(): Promise<Tables> {
    const database = Database.of(this.settings);
    try {
      await migrate(database);
      return new Tables(database, await NotificationChannel.open(this.settings, this.notices));
    } catch (error) {
      await database.close();
      throw database.explained(error);
    }
  }

  private async end({ database, notifications }: Tables): Promise<void> {
    await Promise.allSettled(this.inFlight);
    await notifications.close();
    await database.close();
  }
}
