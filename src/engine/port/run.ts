import type { Observable } from 'rxjs';
import type { RunStatus } from '../../core';
import type { Outcome } from '../../flow';
import type { FeedEntry, FeedOptions } from './feed';
import type { ChannelOf, ChannelValue, OutputOf } from './output';
import type { RunStreamEvent } from './run-snapshot';

/** The options of {@link Run.cancel}. */
export interface CancelOptions {
  /** Default: `cancelled by its caller`. */
  readonly reason?: string | undefined;
  /** Whether to undo what the run has committed. Default: false. */
  readonly compensate?: boolean | undefined;
}

/** The options of {@link Run.pause}. */
export interface PauseOptions {
  readonly reason?: string | undefined;
}

/** A handle of a run. Holds only ids, so keeping or dropping it does not affect the run. */
export interface Run<Routes = unknown, Outputs = object> {
  readonly id: string;
  readonly flow: string;
  readonly version: string;
  readonly correlationId: string;
  /**
   * Returns the outcome: the value of the only exit, or `{ action, value }` if the flow has several.
   *
   * @throws {RunFailedError} if the run failed, {RunCancelledError} if it was cancelled
   */
  result(): Promise<Outcome<Routes>>;
  status(): Promise<RunStatus>;
  /** Cancels the run: aborts executing steps and starts no others. Has no effect if the run has ended. */
  cancel(options?: CancelOptions): Promise<void>;
  /** Pauses the run: no step starts until it is resumed. Executing steps end, and timers and signals are recorded. */
  pause(options?: PauseOptions): Promise<void>;
  /** Resumes a paused run. */
  resume(): Promise<void>;
  /** The outputs of the steps on all channels. */
  readonly outputs$: Observable<OutputOf<Outputs>>;
  /** Returns the values of one channel. */
  output<Channel extends ChannelOf<Outputs>>(channel: Channel): Observable<ChannelValue<Outputs, Channel>>;
  /** The events of the run. A late subscriber first gets the retained events or a snapshot. */
  readonly events$: Observable<RunStreamEvent>;
  /**
   * Returns the events and outputs of the run in one order: an output follows the last event before it. Reads on when
   * the consumer does, ends with the run, and each iteration begins anew. Events come from the journal if there is a
   * storage. Outputs are those that this process keeps for late subscribers; a gap in `no` shows that some are missing.
   *
   * @throws {MillraceError} `INVALID_OPTION`; the iteration fails with `UNKNOWN_RUN`, or `STORAGE_UNAVAILABLE`
   * @example
   * for await (const { kind, position } of run.feed({ after: lastPosition })) …
   */
  feed(options?: FeedOptions): AsyncIterable<FeedEntry<Outputs>>;
}
