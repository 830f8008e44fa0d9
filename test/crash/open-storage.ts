import type { Storage } from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';

/** The storages that processes are killed on. */
export type StorageName = 'sqlite';

/** Opens the storage that a process is told of by its command line. */
export function openStorage(_name: StorageName, place: string, busyTimeoutMs = 5000): Storage {
  return sqliteStorage({ file: place, synchronous: 'NORMAL', pollMs: 50, busyTimeoutMs });
}
