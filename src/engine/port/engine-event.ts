import type { FailureRecord } from '../../errors';
import type { GuardEvent } from '../../step';

/** Facts about the engine itself. They are not numbered and belong to no run. */
export type EngineEvent =
  | GuardEvent
  | { readonly type: 'engine.stopping'; readonly at: number; readonly runs: number }
  | { readonly type: 'engine.stopped'; readonly at: number }
  | { readonly type: 'flow.registered'; readonly at: number; readonly flow: string; readonly version: string }
  /** The storage could not be reached, or refused something; what was under way is tried again. */
  | { readonly type: 'storage.failed'; readonly at: number; readonly failure: FailureRecord }
  /** An `onFailure` hook threw; the failure that it was told of counts. */
  | { readonly type: 'hook.failed'; readonly at: number; readonly runId: string; readonly failure: FailureRecord }
  /** A subscriber threw. Neither the run nor the other subscribers notice. */
  | {
      readonly type: 'subscriber.failed';
      readonly at: number;
      readonly runId?: string;
      readonly failure: FailureRecord;
    };
