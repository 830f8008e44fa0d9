import type { CoreInput, ExecuteEffect, OperationCompleted, OperationFailed } from '../../core';
import { isThenable } from '../../errors/foreign/thenable';
import type { OperationRunner, StepRunner, TurnScheduler } from '../../execution';
import { AttemptContext } from '../../execution/attempt/attempt-context';
import { Branch, type BranchListener } from './branch';
import type { Journal } from './journal';
import type { LiveRun } from './live-run';

/** The driver of an operation loop. */
export interface OperationLoopHost<Run extends LiveRun> {
  /** Applies the outcome of an operation. Returns the next operation if that is all there is to do. */
  readonly advance: (run: Run, input: CoreInput) => ExecuteEffect | undefined;
  /** Advances only the state of the run, or returns `undefined` if a full transition is needed. */
  readonly shortcut: (
    run: Run,
    effect: ExecuteEffect,
    runner: StepRunner<Run>,
    attempt: AttemptContext<Run>,
    result: unknown,
  ) => 'on' | 'over' | undefined;
}

/** Executes the operations of runs, one after another in each branch, and shares the event loop between the branches. */
export class OperationLoop<Run extends LiveRun> implements BranchListener<Run> {
  /** Whether no further operation may start. */
  stopped = false;
  /** The number of operations in flight, including those that wait for a guard. */
  private inFlight = 0;
  /** The callback for the end of the last operation in flight. */
  private onIdle: (() => void) | undefined = undefined;
  /** Alternating runs and the operations to start in them. */
  private readonly ready: (Run | ExecuteEffect)[] = [];
  private draining = false;

  constructor(
    private readonly operations: OperationRunner<Run>,
    private readonly turns: TurnScheduler,
    private readonly host: OperationLoopHost<Run>,
    private readonly journal: Journal<Run> | undefined,
  ) {}

  /** Adds an operation to those that the next call of {@link drain} starts. */
  push(run: Run, effect: ExecuteEffect): void {
    this.ready.push(run, effect);
  }

  /** Starts ready operations, including those that synchronous operations make ready meanwhile, without recursion. */
  drain(): void {
    if (this.draining) return;
    const { ready, turns } = this;
    if (ready.length === 0) return;
    this.draining = true;
    for (let index = 0; index < ready.length; index += 2) {
      const run = ready[index] as Run;
      const effect = ready[index + 1] as ExecuteEffect;
      turns.left -= 1;
      if (turns.left < 0 && turns.isOver()) {
        void this.drainLater(index);
        return;
      }
      this.begin(run, effect);
    }
    // Popped one by one, because setting the length would free the list's memory.
    while (ready.length > 0) ready.pop();
    this.draining = false;
  }

  /** The number of operations in flight that do not wait for a guard. */
  get atWork(): number {
    return this.inFlight - this.operations.waiting.size;
  }

  /** Resolves when no operation is in flight or the grace period has passed. */
  idle(graceMs: number): Promise<void> {
    if (this.inFlight === 0 || graceMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.operations.clock.setTimer(graceMs, resolve);
      this.onIdle = () => {
        timer.clear();
        resolve();
      };
    });
  }

  /** Counts an operation in flight as ended. */
  leave(): void {
    this.inFlight -= 1;
    if (this.inFlight > 0) return;
    this.operations.timeouts.unrefIdle();
    this.onIdle?.();
  }

  /** Whether an operation is still current and may start. */
  startable({ at, op }: ExecuteEffect): boolean {
    return !this.stopped && at.op === op;
  }

  /** Continues a branch whose step has returned a value. */
  onValue(branch: Branch<Run>, value: unknown): void {
    if (this.succeed(branch, value) && this.mayContinue(branch)) this.drive(branch);
  }

  /** Continues a branch whose step has failed. */
  onError(branch: Branch<Run>, error: unknown): void {
    if (this.fail(branch, error) && this.mayContinue(branch)) this.drive(branch);
  }

  /** Executes the operations of a branch in sequence, until one returns a promise or the turn is over. */
  private drive(branch: Branch<Run>): void {
    do if (!this.execute(branch)) return;
    while (this.mayContinue(branch));
  }

  /** Whether a branch may continue in this turn. If not, it continues in a later one by itself. */
  private mayContinue(branch: Branch<Run>): boolean {
    const { turns } = this;
    turns.left -= 1;
    if (turns.left >= 0 || !turns.isOver()) return true;
    void this.driveLater(branch);
    return false;
  }

  private async driveLater(branch: Branch<Run>): Promise<void> {
    await this.turns.wait();
    // The run may have ended, or the engine stopped, in the meantime.
    if (this.startable(branch.effect)) this.drive(branch);
    else this.leave();
  }

  /** Executes the operation of a branch. Returns whether the branch has its next operation. */
  private execute(branch: Branch<Run>): boolean {
    const { operations } = this;
    const { run, effect } = branch;
    const attempt = new AttemptContext(operations, run, effect);
    branch.attempt = attempt;
    let result: unknown;
    try {
      const runner = operations.runnerOf(run, effect);
      branch.runner = runner;
      result = runner.start(run, effect, attempt);
    } catch (error) {
      return this.fail(branch, error);
    }
    if (!isThenable(result)) return this.succeed(branch, result);
    branch.continueAfter(result, this);
    return false;
  }

  /** Ends an attempt with its result. Returns whether the branch has its next operation. */
  private succeed(branch: Branch<Run>, result: unknown): boolean {
    const { run, effect, attempt, runner } = branch;
    if (attempt.expired) return false;
    let completed: OperationCompleted;
    try {
      const direct = this.host.shortcut(run, effect, runner, attempt, result);
      if (direct !== undefined) {
        attempt.end();
        if (direct === 'on') return true;
        this.leave();
        return false;
      }
      completed = this.operations.completed(effect, runner, attempt, result);
    } catch (error) {
      return this.fail(branch, error);
    }
    return this.end(branch, completed);
  }

  /** Ends an attempt with its error. Returns whether the branch has its next operation. */
  private fail(branch: Branch<Run>, error: unknown): boolean {
    const { run, effect, attempt } = branch;
    if (attempt.expired) return false;
    if (!attempt.wasAbandoned) return this.end(branch, this.operations.failed(run, attempt, error));
    // The attempt has not begun, so the run is unchanged.
    void this.beginConfirmed(run, effect);
    attempt.end();
    this.leave();
    return false;
  }

  private end(branch: Branch<Run>, ended: OperationCompleted | OperationFailed): boolean {
    branch.attempt.end();
    const next = this.host.advance(branch.run, ended);
    if (next) {
      branch.effect = next;
      return true;
    }
    this.leave();
    return false;
  }

  /** Starts the operations from an index on in a later turn. */
  private async drainLater(index: number): Promise<void> {
    this.ready.splice(0, index);
    // What is ready counts as in flight, so that the engine is not idle.
    this.inFlight += 1;
    await this.turns.wait();
    this.draining = false;
    this.drain();
    this.leave();
  }

  private begin(run: Run, effect: ExecuteEffect): void {
    // Checked for each operation: the process may have been suspended since the previous one.
    if (!this.startable(effect)) return;
    if (!this.operations.mayBegin(run)) {
      void this.beginConfirmed(run, effect);
      return;
    }
    this.inFlight += 1;
    this.drive(new Branch(run, effect));
  }

  /** Starts an operation that was about to begin when the ownership of its run was in doubt. */
  private async beginConfirmed(run: Run, effect: ExecuteEffect): Promise<void> {
    if (!this.journal || !this.startable(effect)) return;
    this.inFlight += 1;
    if (await this.journal.confirm(run)) this.begin(run, effect);
    this.leave();
  }
}
