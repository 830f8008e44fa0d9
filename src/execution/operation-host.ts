import type { Clock } from '../step';
import type { PayloadCodec } from '../storage/payloads';
import type { Attempt } from './attempt/attempt';
import type { AttemptTimeouts } from './attempt/attempt-timeouts';
import type { Releasable, RunScope } from './run-scope';

/** What executing steps needs of the engine. */
export interface OperationHost<Scope extends RunScope = RunScope> {
  readonly clock: Clock;
  readonly timeouts: AttemptTimeouts;
  /** Attempts that wait for a guard to let them in. */
  readonly waiting: Set<Releasable>;
  /** Whether work of the run may begin. Not where another engine may have the run by now. */
  readonly mayBegin: (run: Scope) => boolean;
  /** Passes on what a step emits. */
  readonly emit: (run: Scope, attempt: Attempt, channel: string, value: unknown) => void;
  /** Told of what a hook throws that nobody else would hear of. */
  readonly reportHookFailure: (run: Scope, error: unknown) => void;
  /** Told when an attempt's time is over. It has failed then, whatever the step still does. */
  readonly expired: (run: Scope, attempt: Attempt, error: Error) => void;
  /** How values are copied, as a storage would give them back; without it they are handed on as they are. */
  readonly codec: PayloadCodec | undefined;
}
