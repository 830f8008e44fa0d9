import type { ExecuteEffect } from '../../core';
import { whenSettled } from '../../errors/foreign/thenable';
import type { StepRunner } from '../../execution';
import type { AttemptContext } from '../../execution/attempt/attempt-context';
import type { LiveRun } from './live-run';

/** The receiver of what the promise of a step settles with. */
export interface BranchListener<Run extends LiveRun> {
  readonly onValue: (branch: Branch<Run>, value: unknown) => void;
  readonly onError: (branch: Branch<Run>, error: unknown) => void;
}

/**
 * A branch of a run while its operations execute, one after another. It has at most one promise to wait for, so it keeps
 * its two callbacks from step to step. They keep less memory for each operation in flight than a function that awaits.
 */
export class Branch<Run extends LiveRun> {
  attempt!: AttemptContext<Run>;
  runner!: StepRunner<Run>;
  private onValue: ((value: unknown) => void) | undefined = undefined;
  private onError!: (error: unknown) => void;

  constructor(
    readonly run: Run,
    public effect: ExecuteEffect,
  ) {}

  /** Calls the listener once a promise has settled. The only place where an engine waits for user code. */
  continueAfter(result: PromiseLike<unknown>, listener: BranchListener<Run>): void {
    if (!this.onValue) {
      this.onValue = (value) => {
        listener.onValue(this, value);
      };
      this.onError = (error) => {
        listener.onError(this, error);
      };
    }
    whenSettled(result, this.onValue, this.onError);
  }
}
