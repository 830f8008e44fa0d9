import { realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { NoticeEmitter } from '../../storage/adapter-kit';
import type { Notice } from '../../storage/port';
import type { Driver, Statement } from '../driver/driver';
import { openDriver } from '../driver/open-driver';
import { resultCodeOf } from '../driver/result-code';
import type { SqliteSettings } from '../options';
import { migrate } from '../schema/migrate';
import { NoticeHub } from './notice-hub';
import { concernsOneRow, storageError } from './storage-error';

/** How often opening is tried while another process holds the file, which switching to a write-ahead log does not wait for. */
const TRIES = 20;
const PAUSE_MS = 25;

/** A file that is open. All that is written goes through {@link write}, all that is read in several parts through {@link read}. */
export class Connection {
  private readonly begin: Statement;
  private readonly beginToWrite: Statement;
  private readonly commit: Statement;
  /** What is told of once it has been written. */
  private notices: Notice[] = [];
  private takenBack = 0;

  private constructor(
    readonly driver: Driver,
    private readonly file: string,
    private readonly hub: NoticeHub,
    private readonly own: NoticeEmitter,
  ) {
    this.begin = driver.prepare('begin');
    this.beginToWrite = driver.prepare('begin immediate');
    this.commit = driver.prepare('commit');
    hub.join(own);
  }

  /** @throws {MillraceError} `STORAGE_UNAVAILABLE`, `STORAGE_CORRUPT`, `STORAGE_TOO_NEW`, `STORAGE_FULL`, `UNSUPPORTED` */
  static async open(settings: SqliteSettings, own: NoticeEmitter): Promise<Connection> {
    const { file } = settings;
    for (let tries = 1; ; tries += 1) {
      let driver: Driver | undefined;
      try {
        driver = openDriver(file, settings.driver);
        prepareFile(driver, settings);
        return new Connection(driver, file, NoticeHub.of(isMemory(file) ? undefined : realpathSync(file)), own);
      } catch (error) {
        driver?.close();
        if (resultCodeOf(error) !== 'BUSY' || tries === TRIES) throw storageError(error, file);
      }
      await delay(PAUSE_MS);
    }
  }

  /** Does something in a transaction, and tells of it when it has been written. */
  write<T>(work: () => T): T {
    this.beginToWrite.run();
    let result: T;
    try {
      result = work();
      this.commit.run();
    } catch (error) {
      this.rollBack();
      throw error;
    }
    if (this.notices.length > 0) {
      const notices = this.notices;
      this.notices = [];
      for (const notice of notices) this.hub.emit(notice);
    }
    return result;
  }

  /** Reads in several parts what was there at one moment. */
  read<T>(work: () => T): T {
    this.begin.run();
    try {
      const result = work();
      this.commit.run();
      return result;
    } catch (error) {
      this.rollBack();
      throw error;
    }
  }

  /** Does something inside a transaction that can be taken back alone. Gives the error if that was necessary. */
  attempt<T>(work: () => T): T | { readonly error: Error } {
    const noted = this.notices.length;
    this.driver.exec('savepoint one');
    try {
      const result = work();
      this.driver.exec('release one');
      return result;
    } catch (error) {
      if (!this.concernsOneRow(error)) throw error;
      this.driver.exec('rollback to one; release one');
      this.takenBack += 1;
      this.notices.length = noted;
      return { error: this.explained(error) };
    }
  }

  /** Whether others can still be written after an error. */
  concernsOneRow(error: unknown): boolean {
    return concernsOneRow(resultCodeOf(error));
  }

  explained(error: unknown): Error {
    const explained = storageError(error, this.file);
    return explained instanceof Error ? explained : new Error(String(explained));
  }

  /** How often something was taken back that may have been read before. */
  get rollbacks(): number {
    return this.takenBack;
  }

  /** Whether anybody wants to be told. */
  get isWatched(): boolean {
    return this.hub.isWatched;
  }

  /** Tells of something when the transaction has been written. */
  note(notice: Notice): void {
    this.notices.push(notice);
  }

  close(): void {
    this.hub.leave(this.own);
    this.driver.close();
  }

  private rollBack(): void {
    this.notices = [];
    this.takenBack += 1;
    try {
      this.driver.exec('rollback');
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full.
    }
  }
}

function prepareFile(driver: Driver, { file, synchronous, busyTimeoutMs }: SqliteSettings): void {
  driver.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
  // A file of another program is looked at before anything in it is changed.
  migrate(driver, file);
  driver.exec('pragma journal_mode = wal');
  driver.exec(`pragma synchronous = ${synchronous}`);
  // Larger than SQLite's own: pages that are changed again and again are written back less often.
  driver.exec('pragma wal_autocheckpoint = 4000; pragma cache_size = -16000');
  // A file that cannot be written is refused now and not at the first run; only trying shows it.
  driver.exec('begin immediate; pragma user_version = 0; rollback');
}

function isMemory(file: string): boolean {
  return file === ':memory:';
}
