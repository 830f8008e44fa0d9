import { MillraceError } from '../../errors';
import type { NoticeEmitter } from '../../storage/adapter-kit';
import { type PostgresSettings, whereOf } from '../options';
import { Tables } from '../reading/tables';
import { migrate } from '../schema/migrate';
import { Database } from './database';
import { NotificationChannel } from './notification-channel';

/** A database shared by engines: the first one opens it, the last one closes it. */
export class OpenDatabase {
  private users = 0;
  private opening: Promise<Tables> | undefined;
  private closing: Promise<void> | undefined;
  private tables: Tables | undefined;
  /** The requests in flight. */
  private readonly inFlight = new Set<Promise<unknown>>();

  constructor(
    private readonly settings: PostgresSettings,
    private readonly notices: NoticeEmitter,
  ) {}

  async open(): Promise<void> {
    this.users += 1;
    try {
      await this.closing;
      this.opening ??= this.connect();
      this.tables = await this.opening;
    } catch (error) {
      this.users -= 1;
      this.opening = undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.users === 0) return;
    this.users -= 1;
    if (this.users > 0) return this.closing;
    const { tables } = this;
    this.tables = undefined;
    this.opening = undefined;
    this.closing = tables && this.end(tables);
    await this.closing;
  }

  /** Returns a function that handles requests, and translates errors of PostgreSQL. */
  ask<Request, Answer>(
    work: (tables: Tables, request: Request) => Promise<Answer>,
  ): (request: Request) => Promise<Answer> {
    return async (request) => {
      const { tables } = this;
      if (!tables) throw this.closed();
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

  private closed(): MillraceError {
    const where = whereOf(this.settings);
    return new MillraceError(
      'STORAGE_UNAVAILABLE',
      `the PostgreSQL storage at ${where} is not open: call open() first, and close() after the last use`,
      { details: { where } },
    );
  }
}
