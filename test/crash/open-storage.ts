import type { Storage } from 'millrace';
import { postgresStorage } from 'millrace/postgres';
import { sqliteStorage } from 'millrace/sqlite';

/** The storages that processes are killed on. */
export type StorageName = 'sqlite' | 'postgres';

/** Opens the storage that a process is told of by its command line: a file, or a URL with the schema behind a `#`. */
export function openStorage(name: StorageName, place: string, busyTimeoutMs = 5000): Storage {
  if (name === 'sqlite') return sqliteStorage({ file: place, synchronous: 'NORMAL', pollMs: 50, busyTimeoutMs });
  const [url = '', schema = ''] = place.split('#');
  return postgresStorage({ url, schema, poolSize: 4, pollMs: 50 });
}
