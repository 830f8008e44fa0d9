import { MillraceError } from '../../errors';
import { type NoticeEmitter, promisify } from '../../storage/adapter-kit';
import type { SqliteSettings } from '../options';
import { Tables } from '../reading/tables';
import { Connection } from './connection';

/** A file shared by engines: the first one opens it, the last one closes it. */
export class OpenFile {
  private users = 0;
  private opening: Promise<Tables> | undefined;
  private tables: Tables | undefined;

  constructor(
    private readonly settings: SqliteSettings,
    private readonly notices: NoticeEmitter,
  ) {}

  async open(): Promise<void> {
    this.users += 1;
    try {
      this.opening ??= this.connect();
      this.tables = await this.opening;
    } catch (error) {
      this.users -= 1;
      this.opening = undefined;
      throw error;
    }
  }

  readonly close = promisify<void, void>(() => {
    if (this.users === 0) return;
    this.users -= 1;
    if (this.users > 0) return;
    const { tables } = this;
    this.tables = undefined;
    this.opening = undefined;
    tables?.connection.close();
  });

  /** Returns a function that handles requests, and translates errors of SQLite. */
  ask<Request, Answer>(work: (tables: Tables, request: Request) => Answer): (request: Request) => Promise<Answer> {
    return (request) =>
      new Promise((resolve) => {
        const { tables } = this;
        if (!tables) throw this.closed();
        try {
          resolve(work(tables, request));
        } catch (error) {
          throw tables.connection.explained(error);
        }
      });
  }

  private async connect(): Promise<Tables> {
    const connection = await Connection.open(this.settings, this.notices);
    try {
      return new Tables(connection, this.settings);
    } catch (error) {
      connection.close();
      throw connection.explained(error);
    }
  }

  private closed(): MillraceError {
    const { file } = this.settings;
    return new MillraceError(
      'STORAGE_UNAVAILABLE',
      `the SQLite storage "${file}" is not open: call open() first, and close() after the last use`,
      { details: { file } },
    );
  }
}
