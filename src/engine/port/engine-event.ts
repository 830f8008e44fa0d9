import type { FailureRecord } from '../../errors';
import type { GuardEvent } from '../../step';

/** An event of the engine itself. It has no number and belongs to no run. */
export type EngineEvent =
  | GuardEvent
  | { readonly type: 'engine.stopping'; readonly at: number; readonly runs: number }
  | { readonly type: 'engine.stopped'; readonly at: number }
  | { readonly type: 'flow.registered'; readonly at: number; readonly flow: string; readonly version: string }
  /**
   * This engine ended the lease of another, which did not renew it in time and is presumed dead. Its runs are continued;
   * if it lives, that does not count against their steps.
   */
  | { readonly type: 'lease.ended'; readonly at: number; readonly engine: string }
  /**
   * The lease of this engine was ended by another while it lived, for instance because a step kept the event loop for
   * longer. Its runs were continued elsewhere.
   */
  | { readonly type: 'engine.returned'; readonly at: number }
  /**
   * The clock of another engine differs from this one's by more than a third of the lease, at least by `skewMs`: positive
   * if it is ahead. Timers of runs fire early or late by as much.
   */
  | { readonly type: 'clock.skewed'; readonly at: number; readonly engine: string; readonly skewMs: number }
  /** The storage was unreachable or refused a request. The request is retried. */
  | { readonly type: 'storage.failed'; readonly at: number; readonly failure: FailureRecord }
  /**
   * Code whose outcome does not count threw, or rejected: an `onFailure` hook, the clean-up of what a step returned, or
   * a listener on `context.signal`. The run is unaffected.
   */
  | { readonly type: 'hook.failed'; readonly at: number; readonly runId: string; readonly failure: FailureRecord }
  /**
   * A subscriber threw, or returned a promise that rejected. The run and the other subscribers are unaffected. The
   * subscriber itself does not receive the event.
   */
  | {
      readonly type: 'subscriber.failed';
      readonly at: number;
      readonly runId?: string;
      readonly failure: FailureRecord;
      /** `true` after ten failures in a row: the subscriber receives nothing more. */
      readonly dropped?: true;
    };
