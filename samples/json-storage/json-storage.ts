import { resolve } from 'node:path';
import { type MemoryStorageOptions, SharedResource, type Storage, storageOfCalls } from 'millrace/storage';
import { LoggedMemory } from './logged-memory';

/** The options of {@link jsonStorage}; `maxBody` is that of the memory storage. */
export interface JsonStorageOptions extends MemoryStorageOptions {
  readonly file: string;
  /** Whether a response waits until the disk has it; if not, a power cut may lose the latest ones. Default: true. */
  readonly waitsForDisk?: boolean;
}

/** The storages of this process by file. */
const storages = new Map<string, Storage>();

/**
 * Keeps runs and documents in a file of JSON lines: the requests to the storage, in order. An acknowledged request is in
 * the file, even if the process is killed. Engines of one process that name the same file share its storage, with the
 * options of the first; another process is refused.
 *
 * Its limits: everything is in memory, too; the file is read from its beginning when it is opened, and grows with each
 * request, even if runs are purged. That is enough for a tool with about ten thousand steps; a service uses SQLite or
 * PostgreSQL.
 */
export function jsonStorage({ file, ...options }: JsonStorageOptions): Storage {
  const path = resolve(file);
  const storage = storages.get(path) ?? storageIn(path, options);
  storages.set(path, storage);
  return storage;
}

// #region storage
function storageIn(file: string, options: Omit<JsonStorageOptions, 'file'>): Storage {
  const shared = new SharedResource({
    storage: `the storage in ${file}`,
    details: { file },
    open: () => LoggedMemory.open(file, options),
    close: (logged) => logged.close(),
  });
  return {
    ...storageOfCalls(async (call) => shared.opened.perform(call)),
    open: () => shared.open(),
    close: () => shared.close(),
    watch: (listener) => shared.opened.memory.watch(listener),
  };
}
// #endregion storage
