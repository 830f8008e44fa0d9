import type { RunEvent } from '../../core';
import type { AnyFlow, Obstacle, PlaceMap } from '../../flow';
import type { Duration } from '../../step';
import type { Page } from '../../storage/port';
import type { Engine } from './engine';
import type { StartOptions } from './engine-options';
import type { Run } from './run';
import type { RunFilter, RunSummary } from './run-summary';

/** How a failed run is tried again. */
export interface RedriveOptions {
  /**
   * Replaces what the failed node was given; the node is then visited anew, with an idempotency key of its own. Left out, the
   * same visit goes on.
   */
  readonly input?: unknown;
}

/** Where a copy of a run begins, and what it is called. */
export interface ForkOptions extends Pick<StartOptions, 'id' | 'idempotencyKey' | 'correlationId' | 'tags'> {
  /**
   * The number of the event after which the copy begins, or the path of a step that was committed. Default: the last point at
   * which the run had not begun to end.
   */
  readonly after?: number | string | undefined;
}

/** Which part of a run's history is wanted. */
export interface HistoryOptions {
  /** Number of the event after which it begins. Default: 0. */
  readonly after?: number | undefined;
  /** Most events that are given. Default: 100. */
  readonly limit?: number | undefined;
}

/** Part of a run's history. */
export interface HistoryPage {
  readonly items: readonly RunEvent[];
  /** What `after` has to be for the next part; `undefined` if there is none yet. */
  readonly next: number | undefined;
}

/** A run with which something was not done. */
export interface RefusedRun {
  readonly runId: string;
  readonly reason: string;
  /** Of a migration: what stands in the way. */
  readonly obstacles?: readonly Obstacle[];
}

/** What became of runs that were tried again. */
export interface Redriven {
  readonly redriven: readonly string[];
  readonly refused: readonly RefusedRun[];
}

/** Where runs are moved. */
export interface MigrateOptions {
  readonly to: AnyFlow;
  /** New places of renamed nodes: `{ 'review/approve': 'review/decide' }`. A node takes along what is inside it. */
  readonly map?: PlaceMap | undefined;
}

/** What became of runs that were to be moved. */
export interface Migrated {
  readonly moved: readonly string[];
  readonly refused: readonly RefusedRun[];
}

/** Which runs are removed. */
export interface PurgeOptions {
  /** For how long they have been over at least. */
  readonly olderThan: Duration;
  readonly flow?: string | undefined;
  /** Most runs that are removed. Default: all. */
  readonly limit?: number | undefined;
}

/** What an operator can do with runs that are kept in a storage. */
export interface RunAdministration {
  /**
   * Tries a failed run again from where it failed; nothing that it has committed is done again. Failed runs are listed by
   * `list({ status: 'failed' })`, with their reasons.
   *
   * @returns a handle whose `result()` is that of the new try
   * @throws {MillraceError} `UNKNOWN_RUN`, `UNKNOWN_FLOW`, or `WRONG_STATE` if it has not failed or has undone what it did
   */
  redrive(runId: string, options?: RedriveOptions): Promise<Run>;
  /** Tries all failed runs again that a filter asks for, those that were started first before others. */
  redriveAll(filter?: Omit<RunFilter, 'status' | 'after'>): Promise<Redriven>;
  /**
   * Starts a copy of a run under another id, from a point of its history on. What was in flight there starts again.
   *
   * @throws {MillraceError} `UNKNOWN_RUN`, `UNKNOWN_FLOW`, `WRONG_STATE` if the run had ended by then, or `INVALID_OPTION`
   */
  fork(runId: string, options?: ForkOptions): Promise<Run>;
  /** Events of a run, in order. */
  history(runId: string, options?: HistoryOptions): Promise<HistoryPage>;
  /**
   * Moves runs in which nothing executes onto another version of their flow: those of the given ids, or all unfinished ones that
   * a filter asks for.
   */
  migrate(runs: readonly string[] | RunFilter, options: MigrateOptions): Promise<Migrated>;
  /** Unfinished runs whose flow or version is not registered here. They wait until some engine knows it. */
  orphans(filter?: RunFilter): Promise<Page<RunSummary>>;
  /**
   * Removes one run that is over, with all that is known of it.
   *
   * @throws {MillraceError} `UNKNOWN_RUN`, `WRONG_STATE` if it has not ended, or `RUN_BUSY`
   */
  remove(runId: string): Promise<void>;
  /** Removes runs that are over, with all that is known of them. Gives how many. */
  purge(options: PurgeOptions): Promise<number>;
}

/** An engine that keeps its runs in a storage. */
export interface DurableEngine extends Engine, RunAdministration {}
