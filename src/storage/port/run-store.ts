import type { FlowVersion, Page, RunQuery } from './query';
import type { CreateResult, Lease, Notice, RunAddress, SendRequest, SendResult } from './requests';
import type { JournalEntry, NewRun, RunKey, RunRow, StoredRun } from './stored-run';
import type { OpenTask, TaskQuery } from './task-row';

/**
 * The first role of a storage: keeps runs and answers queries about them, whichever engine executes them. It creates
 * runs, accepts messages for them, lists and removes them; the steps of a run are written by {@link RunOwnership}.
 */
export interface RunStore {
  /**
   * Interval at which engines look for changes that {@link watch} did not report, in ms. Omitted if {@link watch}
   * reports everything, as in the memory of one process.
   */
  readonly pollMs?: number;

  /**
   * Creates the schema if it is missing, or upgrades an older one. Engines that share one storage each open and close
   * it.
   *
   * @throws {MillraceError} `STORAGE_TOO_NEW` if a later release wrote it, `STORAGE_UNAVAILABLE`, `STORAGE_CORRUPT`
   */
  readonly open: () => Promise<void>;
  /** Reverses one {@link open}; the last call waits for writes in progress. */
  readonly close: () => Promise<void>;

  /**
   * Creates runs in one transaction, each independently of the others. A run belongs to the lease of the request, if
   * there is one that has not ended, unless the run has to wait for a permit. A permit that is granted immediately is
   * in the inbox.
   */
  readonly create: (
    request: Readonly<{ runs: readonly NewRun[]; lease?: Lease | undefined }>,
  ) => Promise<readonly CreateResult[]>;
  /**
   * Sends a message to a run.
   *
   * @throws {MillraceError} `PAYLOAD_TOO_LARGE`
   */
  readonly send: (request: Readonly<SendRequest>) => Promise<SendResult>;

  /** Returns a run without its state. */
  readonly find: (request: Readonly<{ run: RunAddress }>) => Promise<RunRow | undefined>;
  /** Returns a run with its state, with or without an owner. */
  readonly load: (request: Readonly<{ run: RunAddress }>) => Promise<StoredRun | undefined>;
  /** Lists runs in the order in which they were created. */
  readonly list: (request: Readonly<RunQuery>) => Promise<Page<RunRow>>;
  /** Lists open tasks in the order in which they were opened; a reopened task keeps its place. */
  readonly tasks: (request: Readonly<TaskQuery>) => Promise<Page<OpenTask>>;
  /** Returns journal entries with events after `seq`, at most `limit`, and up to the entry `through` if it is set. */
  readonly journal: (
    request: Readonly<{ run: RunKey; afterSeq?: number; through?: number; limit?: number }>,
  ) => Promise<readonly JournalEntry[]>;
  /**
   * Returns the distinct structural hashes of the unfinished runs of a flow: for engines, which must not continue runs
   * with a changed flow.
   */
  readonly hashes: (request: Readonly<FlowVersion>) => Promise<readonly string[]>;

  /**
   * Removes runs that ended before a time, at most `limit`, with all their data and their idempotency keys; only the
   * run `run`, if it is set. Runs that an engine owns, or that have unconsumed messages, are kept. Returns the number
   * of runs removed.
   */
  readonly purge: (
    request: Readonly<{ endedBefore: number; limit: number; flow?: string; run?: RunKey }>,
  ) => Promise<number>;

  /** Calls the listener after changes by any engine. Returns a function that unsubscribes. */
  readonly watch: (listener: (notice: Notice) => void) => () => void;
}
