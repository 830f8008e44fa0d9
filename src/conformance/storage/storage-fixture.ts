import type { Storage } from '../../storage/port';

/** An empty storage for one check. */
export interface StorageFixture {
  /** The storage, not yet opened. */
  readonly storage: Storage;
  /**
   * Returns another storage over the same data, not yet opened, like that of another process. Default: the same storage
   * is used for both.
   */
  readonly another?: () => Storage | Promise<Storage>;
  /** Cleans up. Called after the storages were closed. */
  readonly dispose?: () => void | Promise<void>;
}
