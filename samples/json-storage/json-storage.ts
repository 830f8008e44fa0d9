import { resolve } from 'node:path';
import type { Storage } from 'millrace';
import type { LoggedMemory } from './logged-memory';
import { SharedLog } from './shared-log';
import { unavailable } from './storage-fault';

/** The options of {@link jsonStorage}. */
export interface JsonStorageOptions {
  readonly file: string;
  /** Whether a response waits until the disk has it; if not, a power cut may lose the latest ones. Default: true. */
  readonly waitsForDisk?: boolean;
  /** The most characters of one value. Default: that of the memory storage. */
  readonly maxBody?: number;
}

/**
 * Keeps runs in a file of JSON lines: the requests to the storage, in order. An acknowledged request is in the file,
 * even if the process is killed. Engines of one process that name the same file share their runs; another process is
 * refused.
 *
 * Its limits: everything is in memory, too; the file is read from its beginning when it is opened, and grows with each
 * request, even if runs are purged. That is enough for a tool with about ten thousand steps; a service uses SQLite or
 * PostgreSQL.
 */
export function jsonStorage({ file: given, waitsForDisk = true, maxBody }: JsonStorageOptions): Storage {
  const file = resolve(given);
  const shared = SharedLog.of(file);
  /** The number of times that this storage was opened and not closed yet. */
  let uses = 0;
  let opened: LoggedMemory | undefined;

  const log = (): LoggedMemory => {
    if (!opened) throw unavailable(file, 'the storage is not open');
    return opened;
  };

  return {
    open: async () => {
      opened = await shared.open({ waitsForDisk, maxBody });
      uses += 1;
    },
    close: async () => {
      if (uses === 0) return;
      uses -= 1;
      if (uses === 0) opened = undefined;
      await shared.close();
    },

    // #region changes
    openLease: async (request) => log().change('openLease', request),
    renewLease: async (request) => log().change('renewLease', request),
    closeLease: async (request) => log().change('closeLease', request),
    endLeases: async (request) => log().change('endLeases', request),
    create: async (request) => log().change('create', request),
    commit: async (request) => log().change('commit', request),
    send: async (request) => log().change('send', request),
    claim: async (request) => log().change('claim', request),
    claimOne: async (request) => log().change('claimOne', request),
    releaseRuns: async (request) => log().change('releaseRuns', request),
    purge: async (request) => log().change('purge', request),
    // #endregion changes

    runsWithMessages: async (request) => log().memory.runsWithMessages(request),
    messages: async (request) => log().memory.messages(request),
    nextWake: async (request) => log().memory.nextWake(request),
    hashes: async (request) => log().memory.hashes(request),
    load: async (request) => log().memory.load(request),
    find: async (request) => log().memory.find(request),
    list: async (request) => log().memory.list(request),
    tasks: async (request) => log().memory.tasks(request),
    journal: async (request) => log().memory.journal(request),
    watch: (listener) => log().memory.watch(listener),
  };
}
