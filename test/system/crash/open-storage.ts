import type { Storage } from 'millrace';
import { postgresStorage } from 'millrace/postgres';
import { sqliteStorage } from 'millrace/sqlite';

/** The storages that processes are killed on. */
export type StorageName = 'sqlite' | 'postgres';

/** Opens the storage that a process is told of by its command line: a file, or a URL with the schema behind a `#`. */
export function openStorage(name: StorageName, place: string, busyTimeoutMs = 5000): Storage {
  if (name === 'sqlite') return sqliteStorage({ file: place, synchronous: 'NORMAL', pollMs: 50, busyTimeoutMs });
  return postgresStorage({ url: urlOf(place), schema: place.split('#')[1] ?? '', poolSize: 4, pollMs: 50 });
}

/** Returns the URL of the server at a place. */
export function urlOf(place: string): string {
  return place.split('#')[0] ?? '';
}

/** Returns the place for a process that the server is to know by a name. */
export function placeFor(place: string, name: string): string {
  const url = new URL(place);
  url.searchParams.set('application_name', name);
  return url.href;
}
