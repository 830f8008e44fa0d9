import type { Commit, CommitResult, PermitHolding } from './commit';
import type { FlowVersion } from './query';
import type { Lease, Losses, OpenLease } from './requests';
import type { Message, RunKey, StoredRun } from './stored-run';

/**
 * The second role of a storage: records which engine owns which run, and writes the steps of runs.
 *
 * A run belongs to the engine of one lease, or is unowned. An unowned run is due when it is busy, has a message, or has
 * a timer that has expired. The engines that have registered its flow can then claim it.
 */
export interface RunOwnership {
  /**
   * Opens a lease for an engine. `replaces`: the lease of the same engine that was ended while the engine lived; its runs
   * were then not lost with a process that died.
   */
  readonly openLease: (
    request: Readonly<{ engine: string; now: number; ttlMs: number; replaces?: Lease | undefined }>,
  ) => Promise<Lease>;
  /** Renews a lease. Returns `false` if it has ended; its runs then no longer belong to the engine. */
  readonly renewLease: (request: Readonly<{ lease: Lease; now: number; ttlMs: number }>) => Promise<boolean>;
  /** Ends a lease. Its runs are then unowned; the busy ones are due immediately. */
  readonly closeLease: (request: Readonly<{ lease: Lease }>) => Promise<void>;
  /**
   * Lists the leases that have not ended, except for one. A lease never ends by itself: engines end those of others whose
   * `renewal` stays the same for too long by their own clocks.
   */
  readonly leases: (request: Readonly<{ except: Lease }>) => Promise<readonly OpenLease[]>;
  /** Ends a lease like {@link closeLease}, if it was not renewed since it was listed. Returns whether this call ended it. */
  readonly endLease: (request: Readonly<{ lease: Lease; renewal: number }>) => Promise<boolean>;
  /** Returns how busy runs were lost before they were claimed. */
  readonly losses: (request: Readonly<{ runs: readonly RunKey[] }>) => Promise<Losses>;

  /**
   * Writes commits in one transaction, in their order. Only runs that the lease owns can be committed; once a commit of
   * a run was not written, no later commit of that run in the same request is written either. A commit that reopens or
   * closes a task, and does not consume the messages about it, is `lost`: acknowledged messages take precedence.
   */
  readonly commit: (
    request: Readonly<{ lease: Lease; commits: readonly Commit[] }>,
  ) => Promise<readonly CommitResult[]>;

  /**
   * Claims unowned runs of these flows that are due: runs with messages, with timers that are due by `now`, or with
   * work that was in progress. Those that have waited longest come first. A lease that has ended receives none.
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
   * Claims one unowned run for an administrator's request, whether or not the run is due or has ended. Returns
   * `undefined` if there is no such run, if an engine owns it, or if the lease has ended.
   */
  readonly claimOne: (request: Readonly<{ lease: Lease; run: RunKey }>) => Promise<StoredRun | undefined>;
  /**
   * Releases the runs that a lease owns, except for the listed ones: for an engine that did not receive a response, and
   * thus does not know all its runs. Released runs are unowned, as if the lease had ended. Returns the number of runs
   * released.
   */
  readonly releaseRuns: (request: Readonly<{ lease: Lease; except: readonly RunKey[] }>) => Promise<number>;

  /**
   * Returns the runs of a lease that have unconsumed messages: for engines that cannot rely on {@link RunStore.watch}.
   * `among`: returns only runs of this list, for an engine that has just created them.
   */
  readonly runsWithMessages: (
    request: Readonly<{ lease: Lease; among?: readonly RunKey[] }>,
  ) => Promise<readonly RunKey[]>;
  /** Returns the unconsumed messages of a run after a number, in order. */
  readonly messages: (request: Readonly<{ run: RunKey; after: number }>) => Promise<readonly Message[]>;
  /** Returns the permits that a run holds or waits for. */
  readonly permits: (request: Readonly<{ run: RunKey }>) => Promise<readonly PermitHolding[]>;
  /** Returns the time at which the next timer of an unowned run is due, in epoch ms. */
  readonly nextWake: (request: Readonly<{ flows: readonly FlowVersion[] }>) => Promise<number | undefined>;
  /**
   * Corrects when unowned runs are due, after an engine whose clock was ahead. A run whose latest journal entry is later
   * than `now` is due as if that had been written at `now`; a run that has messages is due by `now`. No run becomes due
   * later. Returns the number of runs changed.
   */
  readonly correctTimers: (request: Readonly<{ now: number }>) => Promise<number>;
}
