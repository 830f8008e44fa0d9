import type { Storage } from '../../storage/port';

/** An empty storage that a check may do with as it likes. */
export interface StorageFixture {
  /** Not opened yet. */
  readonly storage: Storage;
  /**
   * Gives another storage over the same data, not opened either, as another process would have it. Left out where there can be
   * none; then the same one takes both parts.
   */
  readonly another?: () => Storage | Promise<Storage>;
  /** Removes what is left. Called after the storages have been closed. */
  readonly dispose?: () => void | Promise<void>;
}
