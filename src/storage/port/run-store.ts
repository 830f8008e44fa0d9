import type { FlowVersion, Page, RunQuery } from './query';
import type { CreateResult, Lease, Notice, RunAddress, SendRequest, SendResult } from './requests';
import type { JournalEntry, NewRun, RunKey, RunRow, StoredRun } from './stored-run';
import type { OpenTask, TaskQuery } from './task-row';

/**
 * The first role of a storage: keeps runs, and answers queries about them, whichever engine moves them. It creates runs, takes messages for
 * them, lists and removes them; a step of a run is written by {@link RunOwnership}.
 */
export interface RunStore {
  /**
   * Interval at which engines look for changes that {@link watch} did not report, in ms. Left out where {@link watch} reports
   * everything, as in the memory of one process.
   */
  readonly pollMs?: number;

  /**
   * Creates what is missing and brings an older schema up to date. Engines that share one storage each open and close it.
   *
   * @throws {MillraceError} `STORAGE_TOO_NEW` if a later release wrote it, `STORAGE_UNAVAILABLE`, `STORAGE_CORRUPT`
   */
  readonly open: () => Promise<void>;
  /** Ends what the matching {@link open} began; the last one waits for what is being written. */
  readonly close: () => Promise<void>;

  /**
   * Creates runs in one transaction, each independently of the others. A run belongs to the lease, if one is given that has not
   * ended, unless it has to wait for a permit. A permit that is free at once is in the inbox.
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
  /** Lists open tasks in the order in which they were opened; one that is opened again keeps its place. */
  readonly tasks: (request: Readonly<TaskQuery>) => Promise<Page<OpenTask>>;
  /** Returns journal entries with events after `seq`, at most `limit`; up to entry `through` if it is given. */
  readonly journal: (
    request: Readonly<{ run: RunKey; afterSeq?: number; through?: number; limit?: number }>,
  ) => Promise<readonly JournalEntry[]>;
  /**
   * Returns the structural hashes that unfinished runs of a flow have, each once: for engines that must not continue runs with a
   * changed flow.
   */
  readonly hashes: (request: Readonly<FlowVersion>) => Promise<readonly string[]>;

  /**
   * Removes runs that ended before a moment, at most `limit`, with everything stored about them and their idempotency keys; only
   * one of them, if `run` is given. Runs that an engine owns, or to which something was sent since, stay. Returns the number of runs
   * removed.
   */
  readonly purge: (
    request: Readonly<{ endedBefore: number; limit: number; flow?: string; run?: RunKey }>,
  ) => Promise<number>;

  /** Calls back at changes by any engine. Returns what ends it. */
  readonly watch: (listener: (notice: Notice) => void) => () => void;
}
