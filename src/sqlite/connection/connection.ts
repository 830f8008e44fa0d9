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

/** The number of attempts to open a locked file: switching to a write-ahead log does not wait for the lock. */
const TRIES = 20;
const PAUSE_MS = 25;

/** An open file. All writes use {@link write}; reads of several statements use {@link read}. */
export class Connection {
  private readonly begin: Statement;
  private readonly beginToWrite: Statement;
  private readonly commit: Statement;
  /** The notices to emit after the commit. */
  private notices: Notice[] = [];
  private rollbackCount = 0;

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

  /**
   * @throws {MillraceError} `STORAGE_UNAVAILABLE`, `STORAGE_CORRUPT`, `STORAGE_TOO_NEW`, `STORAGE_FULL`, `UNSUPPORTED`
   */
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

  /** Runs work in a transaction, and emits its notices after the commit. */
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

  /** Runs several reads on one consistent snapshot. */
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

  /** Runs work in a savepoint of the transaction. If it fails, rolls back the savepoint and returns the error. */
  attempt<T>(work: () => T): T | { readonly error: Error } {
    const noticesBefore = this.notices.length;
    this.driver.exec('savepoint one');
    try {
      const result = work();
      this.driver.exec('release one');
      return result;
    } catch (error) {
      if (!this.concernsOneRow(error)) throw error;
      this.driver.exec('rollback to one; release one');
      this.rollbackCount += 1;
      this.notices.length = noticesBefore;
      return { error: this.explained(error) };
    }
  }

  /** Returns whether other rows can still be written after an error. */
  concernsOneRow(error: unknown): boolean {
    return concernsOneRow(resultCodeOf(error));
  }

  explained(error: unknown): Error {
    const explained = storageError(error, this.file);
    return explained instanceof Error ? explained : new Error(String(explained));
  }

  /** The number of rollbacks; data read before one may be outdated. */
  get rollbacks(): number {
    return this.rollbackCount;
  }

  /** Whether any listener is subscribed. */
  get isWatched(): boolean {
    return this.hub.isWatched;
  }

  /** Emits a notice after the commit of the transaction. */
  notify(notice: Notice): void {
    this.notices.push(notice);
  }

  close(): void {
    this.hub.leave(this.own);
    this.driver.close();
  }

  private rollBack(): void {
    this.notices = [];
    this.rollbackCount += 1;
    try {
      this.driver.exec('rollback');
    } catch {
      // SQLite has rolled back already, as it does when the disk is full.
    }
  }
}

function prepareFile(driver: Driver, { file, synchronous, busyTimeoutMs }: SqliteSettings): void {
  driver.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
  // Check that the file does not belong to another program before changing anything in it.
  migrate(driver, file);
  driver.exec('pragma journal_mode = wal');
  driver.exec(`pragma synchronous = ${synchronous}`);
  // A longer log would write pages that change often back less often, but a checkpoint keeps the event loop for as long.
  driver.exec('pragma wal_autocheckpoint = 1000');
  // Larger than the default, so that pages that change often are not read again.
  driver.exec('pragma cache_size = -16000');
  // Reject a read-only file now and not at the first run; only a write attempt detects it.
  driver.exec('begin immediate; pragma user_version = 0; rollback');
}

function isMemory(file: string): boolean {
  return file === ':memory:';
}
