import type { RunEvent } from '../../core';
import type { AnyFlow, Obstacle, PlaceMap } from '../../flow';
import type { Duration } from '../../step';
import type { Page } from '../../storage/port';
import type { Engine } from './engine';
import type { StartOptions } from './engine-options';
import type { Run } from './run';
import type { RunFilter, RunSummary } from './run-summary';

/** The options of {@link RunAdministration.redrive}. */
export interface RedriveOptions {
  /**
   * Replaces the input of the failed node; the node is then visited anew, with a new idempotency key. If left out, the
   * same visit continues.
   */
  readonly input?: unknown;
}

/** The starting point and the identity of a forked run. */
export interface ForkOptions extends Pick<StartOptions, 'id' | 'idempotencyKey' | 'correlationId' | 'tags'> {
  /**
   * The number of the event after which the copy begins, or the path of a committed step. Default: the last point
   * before the run began to end.
   */
  readonly after?: number | string | undefined;
}

/** The options of {@link RunAdministration.history}. */
export interface HistoryOptions {
  /** The number of the event after which the page begins. Default: 0. */
  readonly after?: number | undefined;
  /** The maximum number of events. Default: 100. */
  readonly limit?: number | undefined;
}

/** A page of a run's history. */
export interface HistoryPage {
  readonly items: readonly RunEvent[];
  /** The `after` of the next page; `undefined` if there are no more events yet. */
  readonly next: number | undefined;
}

/** A run that was refused, with the reason. */
export interface RefusedRun {
  readonly runId: string;
  readonly reason: string;
  /** The obstacles to a migration. */
  readonly obstacles?: readonly Obstacle[];
}

/** The result of {@link RunAdministration.redriveAll}. */
export interface Redriven {
  readonly redriven: readonly string[];
  readonly refused: readonly RefusedRun[];
}

/** The options of {@link RunAdministration.migrate}. */
export interface MigrateOptions {
  readonly to: AnyFlow;
  /** The new places of renamed nodes: `{ 'review/approve': 'review/decide' }`. Applies to everything inside a node. */
  readonly map?: PlaceMap | undefined;
}

/** The result of {@link RunAdministration.migrate}. */
export interface Migrated {
  readonly moved: readonly string[];
  readonly refused: readonly RefusedRun[];
}

/** The options of {@link RunAdministration.purge}. */
export interface PurgeOptions {
  /** The minimum time since the end of a run. */
  readonly olderThan: Duration;
  readonly flow?: string | undefined;
  /** The maximum number of runs to remove. Default: all. */
  readonly limit?: number | undefined;
}

/** Administration of runs that are kept in a storage. */
export interface RunAdministration {
  /**
   * Resumes a failed run from the point of failure; committed steps are not repeated. `list({ status: 'failed' })`
   * returns failed runs with their reasons.
   *
   * @returns a handle whose `result()` is that of the redriven run
   * @throws {MillraceError} `UNKNOWN_RUN`, `UNKNOWN_FLOW`, or `WRONG_STATE` if the run has not failed or was
   * compensated
   */
  redrive(runId: string, options?: RedriveOptions): Promise<Run>;
  /** Redrives all failed runs that match a filter, the oldest first. */
  redriveAll(filter?: Omit<RunFilter, 'status' | 'after'>): Promise<Redriven>;
  /**
   * Starts a copy of a run under another id, from a point in its history. Operations in flight at that point start
   * again.
   *
   * @throws {MillraceError} `UNKNOWN_RUN`, `UNKNOWN_FLOW`, `WRONG_STATE` if the run had ended at that point, or
   * `INVALID_OPTION`
   */
  fork(runId: string, options?: ForkOptions): Promise<Run>;
  /** Returns a page of the events of a run, in order. */
  history(runId: string, options?: HistoryOptions): Promise<HistoryPage>;
  /**
   * Moves runs in which nothing executes to another version of their flow: the runs with the given ids, or all
   * unfinished runs that match a filter.
   */
  migrate(runs: readonly string[] | RunFilter, options: MigrateOptions): Promise<Migrated>;
  /**
   * Returns unfinished runs whose flow or version is not registered here. They wait for an engine that registers it.
   */
  orphans(filter?: RunFilter): Promise<Page<RunSummary>>;
  /**
   * Removes an ended run with all its data.
   *
   * @throws {MillraceError} `UNKNOWN_RUN`, `WRONG_STATE` if the run has not ended, or `RUN_BUSY`
   */
  remove(runId: string): Promise<void>;
  /** Removes ended runs with all their data. Returns the number of removed runs. */
  purge(options: PurgeOptions): Promise<number>;
}

/** An engine that keeps its runs in a storage. */
export interface DurableEngine extends Engine, RunAdministration {}
