import { type NoticeEmitter, SharedResource } from '../../storage/adapter-kit';
import type { SqliteSettings } from '../options';
import { Tables } from '../reading/tables';
import { Connection } from './connection';

/** A file shared by engines. */
export class OpenFile {
  private readonly shared: SharedResource<Tables>;

  constructor(
    private readonly settings: SqliteSettings,
    private readonly notices: NoticeEmitter,
  ) {
    const { file } = settings;
    this.shared = new SharedResource({
      storage: `the SQLite storage "${file}"`,
      details: { file },
      open: () => this.connect(),
      close: ({ connection }) => connection.close(),
    });
  }

  open(): Promise<void> {
    return this.shared.open();
  }

  close(): Promise<void> {
    return this.shared.close();
  }

  /** Returns a function that handles requests, and translates errors of SQLite. */
  ask<Request, Answer>(work: (tables: Tables, request: Request) => Answer): (request: Request) => Promise<Answer> {
    return (request) =>
      new Promise((resolve) => {
        const tables = this.shared.opened;
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
}
