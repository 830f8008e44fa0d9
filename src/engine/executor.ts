import { MillraceError } from '../errors';
import {
  type Effect,
  type Ending,
  type Happening,
  Ledger,
  type OperationCompleted,
  type OperationFailed,
  type RunEvent,
} from '../run';
// From the files themselves: what an index passes on costs a call each time it is used.
import { ExecuteEffect } from '../run/effect';
import { shortcut } from '../run/shortcut';
import { advance } from '../run/transition';
import { isRouted } from '../step/routed';
import { copyThrough } from '../storage';
import type { Clock } from './clock';
import { CompletedOperation } from './completed-operation';
import { failedOperation } from './failed-operation';
import { type LiveRun, liveExtra } from './live-run';
import { choosesWay, routedOutcome } from './routed-outcome';
import type { Attempt } from './runner/attempt';
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
const NO_EFFECTS: readonly Effect[] = Object.freeze([]);

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
  /** An empty list for the next events, if it is not in use. */
  private spareEvents: RunEvent[] | undefined = undefined;

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
    for (const controller of [...(run.extra?.controllers?.values() ?? [])]) controller.abort(reason);
    this.timeouts.clear();
  }

  emit(run: LiveRun, attempt: Attempt, channel: string, value: unknown): void {
    this.hub.output(run, attempt, channel, value);
  }

  stray(run: LiveRun, error: unknown): void {
    this.listener.onStray(run, error);
  }

  /** The attempt may never settle, so its line of the run goes on from here; what it was driven by ends with it. */
  expired(run: LiveRun, attempt: Attempt, error: Error): void {
    if (attempt.isCurrent) this.apply(run, this.failed(run, attempt, error));
    this.leave();
  }

  /** Executes operation after operation of one line of a run; the one place where the engine awaits user code. */
  private async drive(run: LiveRun, first: ExecuteEffect): Promise<void> {
    this.inFlight += 1;
    let steps = 0;
    for (let effect: ExecuteEffect | undefined = first; effect; ) {
      const attempt = new AttemptContext(this, run, effect);
      let ended: OperationCompleted | OperationFailed | undefined;
      try {
        const runner = this.runners.of(run, effect.place);
        let result = runner.start(run, effect, attempt);
        if (isThenable(result)) {
          result = await result;
          if (attempt.expired) return;
        }
        const way = this.shortcut(run, effect, runner, attempt, result);
        if (way === undefined) ended = this.completed(effect, runner, attempt, result);
        else if (way === 'over') effect = undefined;
      } catch (error) {
        if (attempt.expired) return;
        ended = this.failed(run, attempt, error);
      }
      attempt.end();
      if (ended) effect = this.happen(run, ended);
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
    if (this.inFlight > 0) return;
    this.timeouts.rest();
    this.onIdle?.();
  }

  /** What comes of a result, where nothing but the state has to be looked at and nobody wants to know. */
  private shortcut(
    run: LiveRun,
    effect: ExecuteEffect,
    runner: StepRunner,
    attempt: AttemptContext,
    result: unknown,
  ): ReturnType<typeof shortcut> {
    if (!runner.bare || attempt.usesStore || this.strict || this.stopped || this.hub.watches(run)) return undefined;
    if (!runner.routes) return shortcut(run.state, effect, 'next', result);
    return isRouted(result) ? shortcut(run.state, effect, result.action, result.value) : undefined;
  }

  /** @throws where the result is no outcome of that node, or cannot be journaled */
  private completed(
    effect: ExecuteEffect,
    runner: StepRunner,
    attempt: AttemptContext,
    result: unknown,
  ): OperationCompleted {
    const skipped = result instanceof SkippedWith;
    let value = skipped ? result.value : result;
    let action = 'next';
    if (runner.routes && choosesWay(effect)) {
      const outcome = routedOutcome(effect, value);
      action = outcome.action;
      value = outcome.value;
    }
    return this.completion.fill(effect, action, this.strict ? copyThrough(value) : value, attempt.writes(), skipped);
  }

  private failed(run: LiveRun, attempt: Attempt, error: unknown): OperationFailed {
    liveExtra(run).lastError = error;
    return failedOperation(attempt, this.now(), error);
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
    if (effects.length > 1) this.performAll(run, this.takeEffects());
    return undefined;
  }

  /** The same for a run whose events somebody wants. */
  private happenWatched(run: LiveRun, happening: Happening): ExecuteEffect | undefined {
    const { ledger, hub } = this;
    // A subscriber may make something happen to this or another run, so the ledger is emptied before it is told.
    const events = this.spareEvents ?? [];
    this.spareEvents = undefined;
    ledger.events = events;
    advance(ledger, run.program.graph, run.state, happening);
    ledger.events = undefined;
    const only = ledger.effects.length === 1 ? ledger.effects.pop() : undefined;
    const more = only ? NO_EFFECTS : this.takeEffects();
    hub.tell(run, events);
    while (events.length > 0) events.pop();
    this.spareEvents = events;
    if (only instanceof ExecuteEffect) return this.startable(only) ? only : undefined;
    if (only) this.perform(run, only);
    if (more.length > 0) this.performAll(run, more);
    return undefined;
  }

  private takeEffects(): readonly Effect[] {
    const { effects } = this.ledger;
    if (effects.length === 0) return NO_EFFECTS;
    this.ledger.effects = [];
    return effects;
  }

  /** Starts operations last, because a step that does not wait makes something happen at once. */
  private performAll(run: LiveRun, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (!(effect instanceof ExecuteEffect)) this.perform(run, effect);
      else if (this.draining) this.ready.push(run, effect);
    }
    if (this.draining) return;
    this.draining = true;
    for (const effect of effects) if (effect instanceof ExecuteEffect) this.begin(run, effect);
    this.draining = false;
    this.drain();
  }

  private begin(run: LiveRun, effect: ExecuteEffect): void {
    if (this.startable(effect)) void this.drive(run, effect);
  }

  private startable({ at, op }: ExecuteEffect): boolean {
    return !this.stopped && at.op === op;
  }

  private perform(run: LiveRun, effect: Exclude<Effect, ExecuteEffect>): void {
    switch (effect.type) {
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
    const controllers = run.extra?.controllers;
    const controller = controllers?.get(op);
    controllers?.delete(op);
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
      this.begin(run, effect);
    }
    // Popped, because setting the length gives the list's memory back.
    while (ready.length > 0) ready.pop();
    this.draining = false;
  }
}

function timerKey(run: LiveRun, timer: number): string {
  return `${run.id} ${timer}`;
}
