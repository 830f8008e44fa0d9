import type { ExecuteEffect, OperationCompleted, OperationFailed } from '../core';
import { abandonPromise, isInstance, isThenable, MillraceError } from '../errors';
import type { Place } from '../flow';
import { type GuardDirectory, RejectedError } from '../resilience/guards';
import type { Clock } from '../step';
import type { PayloadCodec } from '../storage/payloads';
import type { Attempt } from './attempt/attempt';
import { AttemptContext } from './attempt/attempt-context';
import { AttemptTimeouts } from './attempt/attempt-timeouts';
import { copyValues } from './attempt/copy-input';
import type { OperationHost } from './operation-host';
import { CompletedOperation } from './outcome/completed-operation';
import { failedOperation } from './outcome/failed-operation';
import { choosesRoute, routedOutcome } from './outcome/routed-outcome';
import type { StepFactory } from './registry/step-factory';
import { type Releasable, type RunScope, resourcesOf } from './run-scope';
import { SkippedStep, type StepRunner } from './step-runner';
import { StepRunners } from './step-runners';
import type { TurnScheduler } from './turn-scheduler';

/** The environment of an operation runner. */
export interface OperationEnvironment<Scope extends RunScope> {
  readonly clock: Clock;
  readonly turns: TurnScheduler;
  readonly random: () => number;
  readonly factory: StepFactory;
  readonly guards: GuardDirectory;
  /** Copies values as a storage would return them. Without one, references are passed on. */
  readonly codec: PayloadCodec | undefined;
  /** Receives the output of steps. */
  readonly onOutput: (run: Scope, attempt: Attempt, channel: string, value: unknown) => void;
  /**
   * Whether user code of the run may begin. Asked again directly before it does if the attempt had to wait. `false`
   * where another engine may own the run by now; the attempt is then abandoned. Default: always.
   */
  readonly mayBegin?: ((run: Scope) => boolean) | undefined;
  /** Receives an error that an `onFailure` hook threw, since the step has failed already. */
  readonly onHookFailure: (run: Scope, error: unknown) => void;
  /**
   * Receives the failure of an attempt that timed out and was not started by {@link OperationRunner.perform};
   * `undefined` if the run no longer waits for it. Its step may never settle.
   */
  readonly onTimeout?: ((run: Scope, failed: OperationFailed | undefined) => void) | undefined;
}

/**
 * Performs operations of user code, one at a time and for any engine: it depends on no journal, stream or storage.
 *
 * {@link perform} performs a whole operation. An engine that avoids a promise for each step creates the {@link
 * AttemptContext} itself, calls {@link runnerOf}, then {@link completed} or {@link failed}.
 */
export class OperationRunner<Scope extends RunScope> implements OperationHost<Scope> {
  readonly clock: Clock;
  readonly codec: PayloadCodec | undefined;
  readonly timeouts: AttemptTimeouts;
  readonly turns: TurnScheduler;
  readonly waiting = new Set<Releasable>();
  private readonly runners: StepRunners<Scope>;
  private readonly completion: CompletedOperation;
  /** Resolvers of {@link perform}, for operations that time out. */
  private readonly performing = new Map<Attempt, (failed: OperationFailed) => void>();

  constructor(private readonly environment: OperationEnvironment<Scope>) {
    const { clock, turns, random, factory, guards, codec } = environment;
    this.clock = clock;
    this.turns = turns;
    this.codec = codec;
    this.timeouts = new AttemptTimeouts(clock);
    this.completion = new CompletedOperation(clock, random);
    this.runners = new StepRunners(this, factory, guards);
  }

  /**
   * Performs one operation and returns its outcome as an input of the core. Never rejects: a step that throws, a result
   * that is no outcome of its node, and an attempt that times out or is released are failed operations.
   */
  perform(run: Scope, effect: ExecuteEffect): Promise<OperationCompleted | OperationFailed> {
    const attempt = new AttemptContext(this, run, effect);
    return new Promise((resolve) => {
      this.performing.set(attempt, resolve);
      void this.outcomeOf(run, effect, attempt).then((outcome) => {
        attempt.end();
        if (this.performing.delete(attempt)) resolve(outcome);
      });
    });
  }

  /** Asks the human step at a place to check a form. Returns the reason if the step rejects it. */
  check(run: Scope, place: Place, form: unknown, input: unknown, by: string): Promise<string | undefined> {
    return this.runners.of(run, place).check(run, form, input, by);
  }

  /** Returns the runner of an operation's place. */
  runnerOf(run: Scope, effect: ExecuteEffect): StepRunner<Scope> {
    if (this.codec) copyValues(this.codec, effect);
    return this.runners.of(run, effect.place);
  }

  /**
   * Returns the input for the core that an operation has completed. The next call reuses the same object.
   *
   * @throws where the result is no outcome of the node, or cannot be journaled
   */
  completed(
    effect: ExecuteEffect,
    runner: StepRunner<Scope>,
    attempt: AttemptContext<Scope>,
    result: unknown,
  ): OperationCompleted {
    const skipped = isInstance(result, SkippedStep);
    let value = skipped ? result.value : result;
    let action = 'next';
    if (runner.routes && choosesRoute(effect)) {
      const outcome = routedOutcome(effect, value);
      action = outcome.action;
      value = outcome.value;
    }
    if (value !== result && isThenable(value)) throw lateOutcome(value, effect);
    return this.completion.fill(effect, action, this.keptResult(effect, value), attempt.writes(), skipped);
  }

  /** Returns the input for the core that an operation has failed, with the verdict of its retry policy. */
  failed(run: Scope, attempt: Attempt, error: unknown): OperationFailed {
    const { clock, random } = this.environment;
    const failed = failedOperation(attempt, { at: clock.now(), random: random() }, error);
    resourcesOf(run).lastError = isInstance(error, RejectedError) ? error.error : error;
    return failed;
  }

  emit(run: Scope, attempt: Attempt, channel: string, value: unknown): void {
    this.environment.onOutput(run, attempt, channel, value);
  }

  mayBegin(run: Scope): boolean {
    return this.environment.mayBegin?.(run) ?? true;
  }

  reportHookFailure(run: Scope, error: unknown): void {
    this.environment.onHookFailure(run, error);
  }

  expired(run: Scope, attempt: Attempt, error: Error): void {
    const resolve = this.performing.get(attempt);
    if (resolve) {
      this.performing.delete(attempt);
      resolve(this.failed(run, attempt, error));
    } else this.environment.onTimeout?.(run, attempt.isCurrent ? this.failed(run, attempt, error) : undefined);
  }

  /** Releases attempts that wait for a guard to admit them. */
  releaseWaiting(reason: Error): void {
    for (const attempt of [...this.waiting]) attempt.release(reason);
  }

  /** Returns a result as a storage would return it. A declared input that was accepted is a kept value, not a result. */
  private keptResult({ place, phase }: ExecuteEffect, value: unknown): unknown {
    if (!this.codec) return value;
    return phase === 'accept'
      ? this.codec.copyKept(value)
      : this.codec.copy(value, () => `the result of node "${place.node}"`);
  }

  private async outcomeOf(
    run: Scope,
    effect: ExecuteEffect,
    attempt: AttemptContext<Scope>,
  ): Promise<OperationCompleted | OperationFailed> {
    try {
      const runner = this.runnerOf(run, effect);
      const result = runner.start(run, effect, attempt);
      const settled: unknown = isThenable(result) ? await result : result;
      const { type, token, op, action, value, writes, skipped, at, random } = this.completed(
        effect,
        runner,
        attempt,
        settled,
      );
      return { type, token, op, action, value, writes, skipped, at, random };
    } catch (error) {
      return this.failed(run, attempt, error);
    }
  }
}

/** Returns the error for a promise within an outcome: it would be awaited as if the step had returned it. */
function lateOutcome(value: unknown, { place }: ExecuteEffect): MillraceError {
  abandonPromise(value);
  const message = `node "${place.node}" chose its action or skipped with a promise, or a value with a method then(); await it first`;
  return new MillraceError('INVALID_OUTCOME', message, { details: { node: place.node } });
}
