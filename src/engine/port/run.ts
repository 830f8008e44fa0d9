import type { Observable } from 'rxjs';
import type { RunStatus } from '../../core';
import type { Outcome } from '../../flow';
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

/** A handle of a run. It holds ids only: dropping it or keeping it costs the run nothing. */
export interface Run<Routes = unknown, Outputs = object> {
  readonly id: string;
  readonly flow: string;
  readonly version: string;
  readonly correlationId: string;
  /**
   * The outcome: the value of the only exit, or `{ action, value }` where the flow has several.
   *
   * @throws {RunFailedError} when the run failed, {RunCancelledError} when it was cancelled
   */
  result(): Promise<Outcome<Routes>>;
  status(): Promise<RunStatus>;
  /** Ends the run: aborts what executes and starts nothing more. Has no effect if the run has ended. */
  cancel(options?: CancelOptions): Promise<void>;
  /** Starts nothing more until it is resumed; what executes ends, and timers and signals are noted. */
  pause(options?: PauseOptions): Promise<void>;
  /** Goes on with a run that was paused. */
  resume(): Promise<void>;
  /** What the steps emit, on all channels. */
  readonly outputs$: Observable<OutputOf<Outputs>>;
  /** The values of one channel. */
  output<Channel extends ChannelOf<Outputs>>(channel: Channel): Observable<ChannelValue<Outputs, Channel>>;
  /** The run's life. A subscriber who comes late gets first what is kept, or a snapshot. */
  readonly events$: Observable<RunStreamEvent>;
}
