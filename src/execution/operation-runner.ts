import type { ExecuteEffect, OperationCompleted, OperationFailed } from '../core';
import type { Place } from '../flow';
import { type GuardDirectory, RejectedError } from '../resilience';
import type { Clock } from '../step';
import type { PayloadCodec } from '../storage/payloads';
import type { Attempt } from './attempt/attempt';
import { AttemptContext } from './attempt/attempt-context';
import { AttemptTimeouts } from './attempt/attempt-timeouts';
import { copyInput } from './attempt/copy-input';
import { isThenable } from './attempt/streamed-result';
import type { OperationHost } from './operation-host';
import { CompletedOperation } from './outcome/completed-operation';
import { failedOperation } from './outcome/failed-operation';
import { choosesRoute, routedOutcome } from './outcome/routed-outcome';
import type { StepFactory } from './registry/step-factory';
import { type Releasable, type RunScope, resourcesOf } from './run-scope';
import { SkippedStep, type StepRunner } from './step-runner';
import { StepRunners } from './step-runners';

/** What performing operations needs from outside. */
export interface OperationEnvironment<Scope extends RunScope> {
  readonly clock: Clock;
  readonly random: () => number;
  readonly factory: StepFactory;
  readonly guards: GuardDirectory;
  /** Copies values as a storage would return them. Without one, references are handed on. */
  readonly codec: PayloadCodec | undefined;
  /** Takes what steps emit. */
  readonly onOutput: (run: Scope, attempt: Attempt, channel: string, value: unknown) => void;
  /**
   * Whether user code of the run may begin: asked again directly before it does where something was waited for. `false`
   * where another engine may own the run by now; the attempt is then given up. Default: always.
   */
  readonly mayBegin?: ((run: Scope) => boolean) | undefined;
  /** Takes what an `onFailure` hook throws, since the step has failed already. */
  readonly onHookFailure: (run: Scope, error: unknown) => void;
  /**
   * Takes the failure of an attempt that has run out of time and was not made by {@link OperationRunner.perform}; `undefined`
   * where nothing waits for it any more. Its step may never settle.
   */
  readonly onTimeout?: ((run: Scope, failed: OperationFailed | undefined) => void) | undefined;
}

/**
 * Performs operations of user code, one at a time and for any engine: it knows no journal, no stream and no storage.
 *
 * {@link perform} does the whole of it. An engine that cannot afford a promise for each step takes the parts: {@link attempt},
 * {@link start}, then {@link completed} or {@link failed}.
 */
export class OperationRunner<Scope extends RunScope> implements OperationHost<Scope> {
  readonly clock: Clock;
  readonly codec: PayloadCodec | undefined;
  readonly timeouts: AttemptTimeouts;
  readonly waiting = new Set<Releasable>();
  private readonly runners: StepRunners<Scope>;
  private readonly completion: CompletedOperation;
  /** Resolves operations of {@link perform} that run out of time. */
  private readonly performing = new Map<Attempt, (failed: OperationFailed) => void>();

  constructor(private readonly environment: OperationEnvironment<Scope>) {
    const { clock, random, factory, guards, codec } = environment;
    this.clock = clock;
    this.codec = codec;
    this.timeouts = new AttemptTimeouts(clock);
    this.completion = new CompletedOperation(clock, random);
    this.runners = new StepRunners(this, factory, guards);
  }

  /**
   * Performs one operation and returns its outcome as an input of the core. Never rejects: a step that throws, a result
   * that is no outcome of its node, and an attempt that runs out of time or is released are failed operations.
   */
  perform(run: Scope, effect: ExecuteEffect): Promise<OperationCompleted | OperationFailed> {
    const attempt = this.attempt(run, effect);
    return new Promise((resolve) => {
      this.performing.set(attempt, resolve);
      void this.outcomeOf(run, effect, attempt).then((outcome) => {
        attempt.end();
        if (this.performing.delete(attempt)) resolve(outcome);
      });
    });
  }

  /** Asks the human step at a place whether it takes a form. Returns the reason if it does not. */
  check(run: Scope, place: Place, form: unknown, input: unknown, by: string): Promise<string | undefined> {
    return this.runners.of(run, place).check(run, form, input, by);
  }

  attempt(run: Scope, effect: ExecuteEffect): AttemptContext<Scope> {
    return new AttemptContext(this, run, effect);
  }

  /** Returns the runner of the place at which an operation is. */
  runnerOf(run: Scope, effect: ExecuteEffect): StepRunner<Scope> {
    if (this.codec) effect.input = copyInput(this.codec, effect);
    return this.runners.of(run, effect.place);
  }

  /**
   * Returns the input for the core that an operation has completed. It is filled anew by the next call.
   *
   * @throws where the result is no outcome of the node, or cannot be journaled
   */
  completed(
    effect: ExecuteEffect,
    runner: StepRunner<Scope>,
    attempt: AttemptContext<Scope>,
    result: unknown,
  ): OperationCompleted {
    const skipped = result instanceof SkippedStep;
    let value = skipped ? result.value : result;
    let action = 'next';
    if (runner.routes && choosesRoute(effect)) {
      const outcome = routedOutcome(effect, value);
      action = outcome.action;
      value = outcome.value;
    }
    const kept = this.codec ? this.codec.copy(value, () => `what "${effect.path}" gives`) : value;
    return this.completion.fill(effect, action, kept, attempt.writes(), skipped);
  }

  /** Returns the input for the core that an operation has failed, with the verdict of its retry policy. */
  failed(run: Scope, attempt: Attempt, error: unknown): OperationFailed {
    const { clock, random } = this.environment;
    const failed = failedOperation(attempt, { at: clock.now(), random: random() }, error);
    resourcesOf(run).lastError = error instanceof RejectedError ? error.error : error;
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

  /** Releases attempts that wait for a guard to let them in. */
  releaseWaiting(reason: Error): void {
    for (const attempt of [...this.waiting]) attempt.release(reason);
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
