import type { RunStatus } from '../../core';
import type { Commit, CommitResult } from './commit';
import type { FlowVersion, Page, RunQuery } from './query';
import type { Body, JournalEntry, Message, NewRun, RunKey, RunRow, StoredRun } from './stored-run';
import type { OpenTask, TaskChange, TaskQuery } from './task-row';

/** The right of one engine to move the runs that it owns. Numbers are never used again. */
export interface Lease {
  readonly id: number;
}

/** Which run is meant: by its id, or by its flow and idempotency key. */
export type RunAddress = { readonly id: string } | { readonly flow: string; readonly idempotencyKey: string };

/** What became of a start: a new run, or the one that the same idempotency key has started before. */
export interface Created {
  readonly key: RunKey;
  readonly id: string;
  /** `exists`: started before with the same input. `conflict`: with another. `taken`: the id belongs to another run. */
  readonly result: 'created' | 'exists' | 'conflict' | 'taken';
  /** Whether it is a new run that the given lease owns. */
  readonly owned: boolean;
}

/** What became of a start, or why this one alone could not be written. */
export type CreateResult = Created | { readonly error: Error };

/** Something that is sent to a run. */
export interface SendRequest {
  readonly to: RunAddress;
  /** Epoch ms. A run that nobody owns has something to do since then. */
  readonly at: number;
  readonly body: Body;
  /** One that is repeated with the same digest has no second effect. */
  readonly idempotencyKey?: string;
  readonly digest?: string;
  /** The open task that it is about, which is changed with it. */
  readonly task?: TaskChange;
}

/**
 * What became of a posting. All but `posted` and `repeated` have changed nothing. `stale`: the task that it is about is not open,
 * takes nothing more, or was changed since it was read.
 */
export interface SendResult {
  readonly result: 'posted' | 'repeated' | 'conflict' | 'unknown' | 'ended' | 'stale';
  /** The run, where there is one. */
  readonly run?: { readonly key: RunKey; readonly id: string; readonly status: RunStatus };
}

/**
 * Told to engines of the same storage after what it tells of was written, as far as the storage can. Missing one costs time, not
 * correctness.
 */
export type Notice =
  /** A run that nobody owns has something to do. */
  | { readonly type: 'due' }
  /** Something was sent to a run that an engine owns, or it got a slot. */
  | { readonly type: 'posted'; readonly run: RunKey }
  | { readonly type: 'committed'; readonly run: RunKey };

/**
 * Where runs are kept: the port that adapters implement. Everything that a promise of a method acknowledges has been
 * written for good; a promise that is rejected has written nothing, or it is not known. Values are opaque texts; what a
 * storage looks at is what it is asked about. A storage reads no clock: moments come with the requests.
 *
 * A run belongs to the engine of one lease, or to nobody. One that belongs to nobody is due as soon as it has something to do: it is
 * busy, something was sent to it, or its timer has come. Then the engines that know its flow can claim it.
 */
export interface Storage {
  /**
   * How often engines look for what they were not told of, in ms. Left out where {@link watch} tells everything, as in the memory
   * of one process.
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

  /** Gives an engine a lease that ends by itself after `ttlMs`. */
  readonly openLease: (request: Readonly<{ engine: string; now: number; ttlMs: number }>) => Promise<Lease>;
  /** `false`: the lease was ended, and with it every right to the runs. */
  readonly renewLease: (request: Readonly<{ lease: Lease; now: number; ttlMs: number }>) => Promise<boolean>;
  /** Ends a lease. Its runs belong to nobody then; those that are busy are due at once. */
  readonly closeLease: (request: Readonly<{ lease: Lease }>) => Promise<void>;
  /** Ends all leases that were not renewed in time. Gives how many. */
  readonly endLeases: (request: Readonly<{ now: number }>) => Promise<number>;

  /**
   * Creates runs in one transaction. Each is a matter of its own. A run belongs to the lease, if one is given that has not been
   * ended, unless it has to wait for its slot. A slot that is free at once is in the inbox.
   */
  readonly create: (
    request: Readonly<{ runs: readonly NewRun[]; lease?: Lease | undefined }>,
  ) => Promise<readonly CreateResult[]>;
  /**
   * Writes commits in one transaction, in their order. Only runs that the lease owns can be committed; once a commit of a run is
   * not written, no later one of that run in the same request is. A commit that opens again or closes a task about which something
   * was sent, and which consumes none of it, is `lost`: what was acknowledged comes first.
   */
  readonly commit: (
    request: Readonly<{ lease: Lease; commits: readonly Commit[] }>,
  ) => Promise<readonly CommitResult[]>;
  /**
   * Sends something to a run.
   *
   * @throws {MillraceError} `PAYLOAD_TOO_LARGE`
   */
  readonly send: (request: Readonly<SendRequest>) => Promise<SendResult>;
  /**
   * Takes runs of these flows that belong to nobody and have something to do: messages, timers that are due by `now`, or
   * work that was under way. Those that have waited longest come first. A lease that was ended gets none.
   */
  readonly claim: (
    request: Readonly<{
      lease: Lease;
      flows: readonly FlowVersion[];
      now: number;
      limit: number;
    }>,
  ) => Promise<readonly StoredRun[]>;
  /**
   * Takes one run that belongs to nobody, whether or not it has something to do or has ended, for what an operator does with it.
   * Gives nothing if there is none, if it belongs to an engine, or if the lease was ended.
   */
  readonly claimOne: (request: Readonly<{ lease: Lease; run: RunKey }>) => Promise<StoredRun | undefined>;
  /**
   * Gives up what a lease owns, except for some runs: for an engine to which an answer did not come, so that it does not know all
   * that it owns. What is given up belongs to nobody then, as if the lease had ended. Gives how many runs that were.
   */
  readonly releaseRuns: (request: Readonly<{ lease: Lease; except: readonly RunKey[] }>) => Promise<number>;
  /** Runs of a lease that have messages which are not consumed: for engines that cannot rely on {@link watch}. */
  readonly runsWithMessages: (request: Readonly<{ lease: Lease }>) => Promise<readonly RunKey[]>;
  /** Messages of a run after a number that are not consumed, in order. */
  readonly messages: (request: Readonly<{ run: RunKey; after: number }>) => Promise<readonly Message[]>;
  /** When the next timer of a run that nobody owns is due, in epoch ms. */
  readonly nextWake: (request: Readonly<{ flows: readonly FlowVersion[] }>) => Promise<number | undefined>;

  /** Structural hashes that unfinished runs of a flow have, each once: for engines that must not go on with a changed flow. */
  readonly hashes: (request: Readonly<FlowVersion>) => Promise<readonly string[]>;

  /** A run with its state, whoever owns it. */
  readonly load: (request: Readonly<{ run: RunAddress }>) => Promise<StoredRun | undefined>;
  /** A run without its state. */
  readonly find: (request: Readonly<{ run: RunAddress }>) => Promise<RunRow | undefined>;
  /** Runs in the order in which they were created. */
  readonly list: (request: Readonly<RunQuery>) => Promise<Page<RunRow>>;
  /** Open tasks in the order in which they were opened; one that is opened again keeps its place. */
  readonly tasks: (request: Readonly<TaskQuery>) => Promise<Page<OpenTask>>;
  /** Journal entries with events after `seq`, at most `limit`; up to entry `through` if it is given. */
  readonly journal: (
    request: Readonly<{ run: RunKey; afterSeq?: number; through?: number; limit?: number }>,
  ) => Promise<readonly JournalEntry[]>;

  /**
   * Removes runs that have ended before a moment, at most `limit`, with all that is known of them and of their idempotency
   * keys; only one of them, if it is given. Runs that belong to an engine, or to which something was sent since, stay. Gives how many.
   */
  readonly purge: (
    request: Readonly<{ endedBefore: number; limit: number; flow?: string; run?: RunKey }>,
  ) => Promise<number>;

  /** Calls back at changes, whoever makes them. Gives what ends it. */
  readonly watch: (listener: (notice: Notice) => void) => () => void;
}
