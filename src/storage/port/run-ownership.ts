import type { Commit, CommitResult } from './commit';
import type { FlowVersion } from './query';
import type { Lease } from './requests';
import type { Message, RunKey, StoredRun } from './stored-run';

/**
 * The second role of a storage: says which engine moves which run, and writes the steps of runs.
 *
 * A run belongs to the engine of one lease, or to nobody. One that belongs to nobody is due as soon as it has something to do: it is
 * busy, something was sent to it, or its timer has come. Then the engines that know its flow can claim it.
 */
export interface RunOwnership {
  /** Opens a lease for an engine. It ends by itself after `ttlMs`. */
  readonly openLease: (request: Readonly<{ engine: string; now: number; ttlMs: number }>) => Promise<Lease>;
  /** Extends a lease. Returns `false` if it has ended, and with it every right to its runs. */
  readonly renewLease: (request: Readonly<{ lease: Lease; now: number; ttlMs: number }>) => Promise<boolean>;
  /** Ends a lease. Its runs belong to nobody then; those that are busy are due at once. */
  readonly closeLease: (request: Readonly<{ lease: Lease }>) => Promise<void>;
  /** Ends all leases that were not renewed in time. Returns the number of leases ended. */
  readonly endLeases: (request: Readonly<{ now: number }>) => Promise<number>;

  /**
   * Writes commits in one transaction, in their order. Only runs that the lease owns can be committed; once a commit of a run is
   * not written, no later one of that run in the same request is. A commit that opens again or closes a task about which something
   * was sent, and which consumes none of it, is `lost`: what was acknowledged comes first.
   */
  readonly commit: (
    request: Readonly<{ lease: Lease; commits: readonly Commit[] }>,
  ) => Promise<readonly CommitResult[]>;

  /**
   * Claims runs of these flows that belong to nobody and have something to do: messages, timers that are due by `now`, or
   * work that was in progress. Those that have waited longest come first. A lease that has ended gets none.
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
   * Claims one run that belongs to nobody, whether or not it has something to do or has ended, for an administrator's request.
   * Returns `undefined` if there is none, if it belongs to an engine, or if the lease has ended.
   */
  readonly claimOne: (request: Readonly<{ lease: Lease; run: RunKey }>) => Promise<StoredRun | undefined>;
  /**
   * Releases the runs that a lease owns, except for some: for an engine that did not receive an answer, and so does not know all
   * that it owns. Released runs belong to nobody, as if the lease had ended. Returns the number of runs released.
   */
  readonly releaseRuns: (request: Readonly<{ lease: Lease; except: readonly RunKey[] }>) => Promise<number>;

  /** Returns the runs of a lease that have unconsumed messages: for engines that cannot rely on {@link RunStore.watch}. */
  readonly runsWithMessages: (request: Readonly<{ lease: Lease }>) => Promise<readonly RunKey[]>;
  /** Returns the unconsumed messages of a run after a number, in order. */
  readonly messages: (request: Readonly<{ run: RunKey; after: number }>) => Promise<readonly Message[]>;
  /** Returns when the next timer of a run that nobody owns is due, in epoch ms. */
  readonly nextWake: (request: Readonly<{ flows: readonly FlowVersion[] }>) => Promise<number | undefined>;
}
