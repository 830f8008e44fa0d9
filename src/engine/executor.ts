import { MillraceError, toFailure } from '../errors';
import {
  advance,
  type Effect,
  type Ending,
  ExecuteEffect,
  type Happening,
  hop,
  Ledger,
  type OperationCompleted,
  type OperationFailed,
  type RunEvent,
} from '../run';
import { copyThrough } from '../storage';
import type { Clock } from './clock';
import { CompletedOperation } from './completed-operation';
import type { LiveRun } from './live-run';
import { choosesWay, routedOutcome } from './routed-outcome';
import { AttemptContext } from './runner/attempt-context';
import type { Host } from './runner/host';
import { SkippedWith, type StepRunner } from './runner/step-runner';
import { StepRunners } from './runner/step-runners';
import { isThenable } from './runner/streamed';
import { AttemptTimeouts } from './schedule/attempt-timeouts';
import { TimerQueue } from './schedule/timer-queue';
import type { StepFactory } from './step-factory';
import type { StreamHub } from './streams/stream-hub';

/** What the executor tells the engine. */
export interface ExecutorListener {
  readonly onEnd: (run: LiveRun, ending: Ending) => void;
  readonly onStray: (run: LiveRun, error: unknown) => void;
}

/** A run that loops over steps which never wait lets the event loop have a turn after this many of them. */
const STEPS_PER_TURN = 4096;

/**
 * Performs what the core asks for. The hot path of a step is one call of the user's code, one await and one transition;
 * nothing is built that nobody reads.
 */
export class Executor implements Host {
  readonly timeouts: AttemptTimeouts;
  /** Operations that are executing. */
  inFlight = 0;
  /** Called when the last operation in flight has ended. */
  onIdle: (() => void) | undefined = undefined;
  private stopped = false;
  private readonly ledger = new Ledger();
  private readonly timers: TimerQueue;
  private readonly runners: StepRunners;
  private readonly completion: CompletedOperation;
  /** Runs and operations to start, in turns. */
  private readonly ready: (LiveRun | ExecuteEffect)[] = [];
  private draining = false;

  constructor(
    readonly clock: Clock,
    private readonly random: () => number,
    factory: StepFactory,
    readonly strict: boolean,
    private readonly hub: StreamHub,
    private readonly listener: ExecutorListener,
  ) {
    this.timeouts = new AttemptTimeouts(clock);
    this.timers = new TimerQueue(clock);
    this.completion = new CompletedOperation(clock, random);
    this.runners = new StepRunners(this, factory);
  }

  /** Lets something happen to a run, and performs what follows from it. */
  apply(run: LiveRun, happening: Happening): void {
    const effect = this.happen(run, happening);
    if (!effect) return;
    this.ready.push(run, effect);
    this.drain();
  }

  /** The moment of a happening. */
  now(): { readonly at: number; readonly roll: number } {
    return { at: this.clock.now(), roll: this.random() };
  }

  /** Starts no further operations and fires no further timers. Runs stay as they are. */
  halt(): void {
    this.stopped = true;
    this.timers.clearAll();
  }

  /** Aborts what is in flight. */
  abort(run: LiveRun, reason: Error): void {
    for (const controller of [...(run.controllers?.values() ?? [])]) controller.abort(reason);
    this.timeouts.clear();
  }

  emit(run: LiveRun, effect: ExecuteEffect, channel: string, value: unknown): void {
    this.hub.output(run, effect, channel, value);
  }

  stray(run: LiveRun, error: unknown): void {
    this.listener.onStray(run, error);
  }

  /** The attempt may never settle, so its line of the run goes on from here; what it was driven by ends with it. */
  expired(run: LiveRun, effect: ExecuteEffect, error: Error): void {
    if (this.isCurrent(run, effect)) this.apply(run, this.failed(run, effect, error));
    this.leave();
  }

  /** Executes operation after operation of one line of a run; the one place where the engine awaits user code. */
  private async drive(run: LiveRun, first: ExecuteEffect): Promise<void> {
    this.inFlight += 1;
    let steps = 0;
    for (let effect: ExecuteEffect | undefined = first; effect !== undefined; ) {
      const context = new AttemptContext(this, run, effect);
      let happening: OperationCompleted | OperationFailed;
      try {
        const runner = this.runners.of(run, effect.place);
        let result = runner.start(run, effect, context);
        if (isThenable(result)) {
          result = await result;
          if (context.expired) return;
        }
        happening = this.completed(effect, runner, result, context);
      } catch (error) {
        if (context.expired) return;
        happening = this.failed(run, effect, error);
      }
      context.end();
      effect = this.proceed(run, effect, happening);
      steps += 1;
      if (steps === STEPS_PER_TURN) {
        steps = 0;
        await new Promise(setImmediate);
      }
    }
    this.leave();
  }

  private leave(): void {
    this.inFlight -= 1;
    if (this.inFlight === 0) this.onIdle?.();
  }

  /** @throws where the result is no outcome of that node, or cannot be journaled */
  private completed(
    effect: ExecuteEffect,
    runner: StepRunner,
    result: unknown,
    context: AttemptContext,
  ): OperationCompleted {
    const skipped = result instanceof SkippedWith;
    let value = skipped ? result.value : result;
    let action = 'next';
    if (runner.routes && choosesWay(effect)) {
      const outcome = routedOutcome(effect, value);
      action = outcome.action;
      value = outcome.value;
    }
    return this.completion.fill(effect, action, this.strict ? copyThrough(value) : value, context.writes(), skipped);
  }

  private failed(run: LiveRun, effect: ExecuteEffect, error: unknown): OperationFailed {
    const { definition } = effect.place;
    const retryIf = definition.kind === 'step' || definition.kind === 'function' ? definition.retry.retryIf : undefined;
    run.lastError = error;
    const moment = { type: 'operation.failed', ...this.now(), token: effect.token, op: effect.op } as const;
    try {
      return { ...moment, failure: toFailure(error), retry: retryIf?.(error, effect.attempt) };
    } catch (thrown) {
      const cause = new MillraceError(
        'STEP_FAILED',
        `retryIf of node "${effect.place.node}" threw: ${toFailure(thrown).message}`,
        { cause: error },
      );
      return { ...moment, failure: toFailure(cause), retry: false };
    }
  }

  /** Tells the core how an operation ended. Gives the operation to go on with. */
  private proceed(
    run: LiveRun,
    effect: ExecuteEffect,
    happening: OperationCompleted | OperationFailed,
  ): ExecuteEffect | undefined {
    if (happening.type === 'operation.completed' && !this.hub.watches(run)) {
      const next = hop(run.state, effect, happening);
      if (next) return this.stopped ? undefined : next;
    }
    return this.happen(run, happening);
  }

  /** Lets something happen. Gives an operation to go on with, where the transition asks for exactly one thing. */
  private happen(run: LiveRun, happening: Happening): ExecuteEffect | undefined {
    const { ledger, hub } = this;
    if (hub.watches(run)) return this.happenWatched(run, happening);
    advance(ledger, run.program.graph, run.state, happening);
    const { effects } = ledger;
    if (effects.length === 1) {
      const only = effects.pop();
      if (only instanceof ExecuteEffect) return this.stopped ? undefined : only;
      if (only) this.perform(run, only);
      return undefined;
    }
    if (effects.length > 1) this.performAll(run);
    return undefined;
  }

  /** The same for a run whose events somebody wants. */
  private happenWatched(run: LiveRun, happening: Happening): ExecuteEffect | undefined {
    const { ledger, hub } = this;
    const events: RunEvent[] = [];
    ledger.events = events;
    advance(ledger, run.program.graph, run.state, happening);
    ledger.events = undefined;
    // A subscriber may make something happen to this or another run, so the ledger is emptied before it is told.
    const { effects } = ledger;
    ledger.effects = [];
    if (events.length > 0) hub.tell(run, events);
    const [only] = effects;
    if (effects.length === 1 && only instanceof ExecuteEffect) return this.startable(run, only) ? only : undefined;
    for (const effect of effects) this.perform(run, effect);
    this.drain();
    return undefined;
  }

  private performAll(run: LiveRun): void {
    const { effects } = this.ledger;
    this.ledger.effects = [];
    for (const effect of effects) this.perform(run, effect);
    this.drain();
  }

  private startable(run: LiveRun, effect: ExecuteEffect): boolean {
    return !this.stopped && this.isCurrent(run, effect);
  }

  /** Whether anything waits for the outcome of the operation. */
  private isCurrent(run: LiveRun, effect: ExecuteEffect): boolean {
    return run.state.tokens.get(effect.token)?.op === effect.op;
  }

  private perform(run: LiveRun, effect: Effect): void {
    switch (effect.type) {
      case 'execute':
        this.ready.push(run, effect);
        return;
      case 'release':
        this.release(run, effect.op);
        return;
      case 'timer.set':
        if (!this.stopped) this.setTimer(run, effect.timer, effect.at);
        return;
      case 'timer.clear':
        this.timers.clear(timerKey(run, effect.timer));
        return;
      case 'end':
        this.listener.onEnd(run, effect.ending);
        return;
      default:
      // Tasks: flows with human steps are refused at registration.
    }
  }

  private release(run: LiveRun, op: number): void {
    const controller = run.controllers?.get(op);
    run.controllers?.delete(op);
    controller?.abort(new MillraceError('ABORTED', `the operation is not needed any more in run ${run.id}`));
  }

  private setTimer(run: LiveRun, timer: number, at: number): void {
    this.timers.set(timerKey(run, timer), at, () => {
      this.apply(run, { type: 'timer.fired', ...this.now(), timer });
    });
  }

  /** Starts what is ready. Operations that end at once may make others ready; those are started here too, not deeper. */
  private drain(): void {
    if (this.draining) return;
    this.draining = true;
    const { ready } = this;
    if (ready.length === 0) {
      this.draining = false;
      return;
    }
    for (let index = 0; index < ready.length; index += 2) {
      const run = ready[index] as LiveRun;
      const effect = ready[index + 1] as ExecuteEffect;
      if (this.startable(run, effect)) void this.drive(run, effect);
    }
    // Popped, because setting the length gives the list's memory back.
    while (ready.length > 0) ready.pop();
    this.draining = false;
  }
}

function timerKey(run: LiveRun, timer: number): string {
  return `${run.id} ${timer}`;
}
