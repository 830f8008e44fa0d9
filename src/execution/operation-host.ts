import type { Clock } from '../step';
import type { PayloadCodec } from '../storage/payloads';
import type { Attempt } from './attempt/attempt';
import type { AttemptTimeouts } from './attempt/attempt-timeouts';
import type { Releasable, RunScope } from './run-scope';
import type { TurnScheduler } from './turn-scheduler';

/** The services of the engine that executing steps needs. */
export interface OperationHost<Scope extends RunScope = RunScope> {
  readonly clock: Clock;
  readonly timeouts: AttemptTimeouts;
  readonly turns: TurnScheduler;
  /** Attempts that wait for a guard to admit them. */
  readonly waiting: Set<Releasable>;
  /** Whether work of the run may begin. `false` where another engine may own the run by now. */
  readonly mayBegin: (run: Scope) => boolean;
  /** Passes on the output of a step. */
  readonly emit: (run: Scope, attempt: Attempt, channel: string, value: unknown) => void;
  /** Receives an error that a hook threw and that would otherwise be lost. */
  readonly reportHookFailure: (run: Scope, error: unknown) => void;
  /** Called when an attempt has timed out. The attempt has failed, whatever the step still does. */
  readonly expired: (run: Scope, attempt: Attempt, error: Error) => void;
  /** Copies values as a storage would return them. Without one, references are passed on unchanged. */
  readonly codec: PayloadCodec | undefined;
}
