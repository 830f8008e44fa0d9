import type { FailureRecord } from '../../errors';
import type { GuardEvent } from '../../step';

/** An event of the engine itself. It has no number and belongs to no run. */
export type EngineEvent =
  | GuardEvent
  | { readonly type: 'engine.stopping'; readonly at: number; readonly runs: number }
  | { readonly type: 'engine.stopped'; readonly at: number }
  | { readonly type: 'flow.registered'; readonly at: number; readonly flow: string; readonly version: string }
  /** The storage was unreachable or refused a request. The request is retried. */
  | { readonly type: 'storage.failed'; readonly at: number; readonly failure: FailureRecord }
  /** An `onFailure` hook threw. The failure it was called with is unaffected. */
  | { readonly type: 'hook.failed'; readonly at: number; readonly runId: string; readonly failure: FailureRecord }
  /** A subscriber threw. The run and the other subscribers are unaffected. */
  | {
      readonly type: 'subscriber.failed';
      readonly at: number;
      readonly runId?: string;
      readonly failure: FailureRecord;
    };
