import {
  type Change,
  type CoreInput,
  type Effect,
  type Ending,
  type OperationCompleted,
  type OperationFailed,
  type RunEvent,
  type TaskEffect,
  TransitionContext,
} from '../../core';
// From the files themselves: what an index passes on costs a call each time it is used.
import { ExecuteEffect } from '../../core/protocol/effect';
import { advanceDirect } from '../../core/shortcut';
import { advance } from '../../core/transition';
import { MillraceError } from '../../errors';
import type { Attempt } from '../../execution/attempt/attempt';
import { AttemptContext } from '../../execution/attempt/attempt-context';
import { AttemptTimeouts } from '../../execution/attempt/attempt-timeouts';
import { copyInput } from '../../execution/attempt/copy-input';
import { isThenable } from '../../execution/attempt/streamed-result';
import { nextTurn } from '../../execution/next-turn';
import type { OperationHost } from '../../execution/operation-host';
import { CompletedOperation } from '../../execution/outcome/completed-operation';
import { failedOperation } from '../../execution/outcome/failed-operation';
import { choosesRoute, routedOutcome } from '../../execution/outcome/routed-outcome';
import type { StepFactory } from '../../execution/registry/step-factory';
import { SkippedStep, type StepRunner } from '../../execution/step-runner';
import { StepRunners } from '../../execution/step-runners';
import type { Place } from '../../flow';
import { type GuardDirectory, RejectedError } from '../../resilience';
import type { Clock } from '../../step';
import { isRouted } from '../../step/routed';
import type { PayloadCodec } from '../../storage/payloads';
import type { StreamHub } from '../streams/stream-hub';
import type { Journal } from './journal';
import { type LiveRun, liveExtra, type Releasable } from './live-run';
import { LocalEffects } from './local-effects';

/** What the executor tells the engine. */
export interface RunDriverListener {
  readonly onEnd: (run: LiveRun, ending: Ending) => void;
  readonly onStray: (run: LiveRun, error: unknown) => void;
  /** A task was opened, changed by the run itself, or closed. A journal writes it down by itself. */
  readonly onTask?: (run: LiveRun, effect: TaskEffect) => void;
}

/** A run that loops over steps which never wait lets the event loop have a turn after this many of them. */
const STEPS_PER_TURN = 4096;
const NO_EFFECTS: readonly Effect[] = Object.freeze([]);

/**
 * Performs what the core asks for. The hot path of a step is one call of the user's code, one await and one transition;
 * nothing is built that nobody reads.
 */
export class RunDriver implements OperationHost {
  readonly timeouts: AttemptTimeouts;
  readonly waiting = new Set<Releasable>();
  /** Operations that are executing. */
  inFlight = 0;
  /** Called when the last operation in flight has ended. */
  onIdle: (() => void) | undefined = undefined;
  private stopped = false;
  private readonly context = new TransitionContext();
  /** What runs have outside of their state. */
  readonly effects: LocalEffects;
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
    readonly codec: PayloadCodec | undefined,
    private readonly hub: StreamHub,
    private readonly listener: RunDriverListener,
    guards: GuardDirectory,
    private readonly journal?: Journal,
  ) {
    this.timeouts = new AttemptTimeouts(clock);
    this.effects = new LocalEffects(clock, this, journal === undefined);
    this.completion = new CompletedOperation(clock, random);
    this.runners = new StepRunners(this, factory, guards);
  }

  /** Lets something happen to a run, and performs what follows from it. */
  apply(run: LiveRun, coreInput: CoreInput): void {
    const effect = this.advance(run, coreInput);
    if (!effect) return;
    this.ready.push(run, effect);
    this.drain();
  }

  /** Asks the step at a place whether it takes the form of its task. */
  check(run: LiveRun, place: Place, form: unknown, input: unknown, by: string): Promise<string | undefined> {
    return this.runners.of(run, place).check(run, form, input, by);
  }

  /** The moment of a happening. */
  now(): { readonly at: number; readonly random: number } {
    return { at: this.clock.now(), random: this.random() };
  }

  /** Starts no further operations and fires no further timers. Runs stay as they are. */
  halt(): void {
    this.stopped = true;
    this.effects.halt();
    const reason = new MillraceError('ENGINE_STOPPED', 'the engine stopped while the attempt waited for its turn');
    for (const attempt of [...this.waiting]) attempt.release(reason);
  }

  /** Aborts what is in flight. */
  abort(run: LiveRun, reason: Error): void {
    this.effects.abort(run, reason);
  }

  /** Watches no attempt any more: after the last run was aborted. */
  close(): void {
    this.timeouts.clear();
  }

  emit(run: LiveRun, attempt: Attempt, channel: string, value: unknown): void {
    this.hub.output(run, attempt, channel, value);
  }

  reportHookFailure(run: LiveRun, error: unknown): void {
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
        if (this.codec) effect.input = copyInput(this.codec, effect);
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
        // It has not begun, so the run stays as it is.
        if (attempt.gaveUp) effect = undefined;
        else ended = this.failed(run, attempt, error);
      }
      attempt.end();
      if (ended) effect = this.advance(run, ended);
      steps += 1;
      if (steps === STEPS_PER_TURN) {
        steps = 0;
        await nextTurn();
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
  ): ReturnType<typeof advanceDirect> {
    if (!runner.bare || attempt.hasWritten || this.codec || this.stopped || this.hub.watches(run)) return undefined;
    if (!runner.routes) return advanceDirect(run.state, effect, 'next', result);
    return isRouted(result) ? advanceDirect(run.state, effect, result.action, result.value) : undefined;
  }

  /** @throws where the result is no outcome of that node, or cannot be journaled */
  private completed(
    effect: ExecuteEffect,
    runner: StepRunner,
    attempt: AttemptContext,
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

  private failed(run: LiveRun, attempt: Attempt, error: unknown): OperationFailed {
    const failed = failedOperation(attempt, this.now(), error);
    liveExtra(run).lastError = error instanceof RejectedError ? error.error : error;
    return failed;
  }

  /** Lets something happen. Gives an operation to go on with, where the transition asks for exactly one thing. */
  private advance(run: LiveRun, coreInput: CoreInput): ExecuteEffect | undefined {
    const { context, hub } = this;
    if (this.journal) {
      this.advanceJournaled(this.journal, run, coreInput);
      return undefined;
    }
    if (hub.watches(run)) return this.advanceObserved(run, coreInput);
    advance(context, run.program.graph, run.state, coreInput);
    const { effects } = context;
    if (effects.length === 1) {
      const only = effects.pop();
      if (only instanceof ExecuteEffect) return this.stopped ? undefined : only;
      if (only) this.perform(run, only);
      return undefined;
    }
    if (effects.length > 1) this.performAll(run, this.takeEffects());
    return undefined;
  }

  /** The same where everything is written down first: what follows is performed once it is. */
  private advanceJournaled(journal: Journal, run: LiveRun, coreInput: CoreInput): void {
    const { context, hub } = this;
    const changes: Change[] = [];
    const events: RunEvent[] = [];
    context.changes = changes;
    context.events = events;
    advance(context, run.program.graph, run.state, coreInput);
    context.changes = undefined;
    context.events = undefined;
    const effects = this.takeEffects();
    const { at } = coreInput;
    const operation = 'op' in coreInput ? { token: coreInput.token, op: coreInput.op } : undefined;
    journal.write(run, { at, changes, events, effects, ...(operation && { operation }) }, () => {
      hub.publish(run, events);
      this.performAll(run, effects);
    });
  }

  /** Goes on with a run whose beginning was written down already: tells of it, and performs what it led to. */
  resume(run: LiveRun, events: readonly RunEvent[], effects: readonly Effect[]): void {
    this.hub.publish(run, events);
    this.performAll(run, effects);
  }

  /** Operations that are at work: those in flight that do not wait for a guard to let them in. */
  get atWork(): number {
    return this.inFlight - this.waiting.size;
  }

  /** Resolves when nothing is in flight any more, or the time is over. */
  idle(graceMs: number): Promise<void> {
    if (this.inFlight === 0 || graceMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.clock.setTimer(graceMs, resolve);
      this.onIdle = () => {
        timer.clear();
        resolve();
      };
    });
  }

  /** The same for a run whose events somebody wants. */
  private advanceObserved(run: LiveRun, coreInput: CoreInput): ExecuteEffect | undefined {
    const { context, hub } = this;
    // A subscriber may make something happen to this or another run, so the ledger is emptied before it is told.
    const events = this.spareEvents ?? [];
    this.spareEvents = undefined;
    context.events = events;
    advance(context, run.program.graph, run.state, coreInput);
    context.events = undefined;
    const only = context.effects.length === 1 ? context.effects.pop() : undefined;
    const more = only ? NO_EFFECTS : this.takeEffects();
    hub.publish(run, events);
    while (events.length > 0) events.pop();
    this.spareEvents = events;
    if (only instanceof ExecuteEffect) return this.startable(only) ? only : undefined;
    if (only) this.perform(run, only);
    if (more.length > 0) this.performAll(run, more);
    return undefined;
  }

  private takeEffects(): readonly Effect[] {
    const { effects } = this.context;
    if (effects.length === 0) return NO_EFFECTS;
    this.context.effects = [];
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
    // Asked for each operation: the process may have been asleep since the one before.
    if (this.startable(effect) && this.mayBegin(run)) void this.drive(run, effect);
  }

  /** Whether work of the run may begin; asked again directly before it does where something was waited for. */
  mayBegin(run: LiveRun): boolean {
    return this.journal?.mayBegin(run) ?? true;
  }

  private startable({ at, op }: ExecuteEffect): boolean {
    return !this.stopped && at.op === op;
  }

  private perform(run: LiveRun, effect: Exclude<Effect, ExecuteEffect>): void {
    switch (effect.type) {
      case 'release':
        this.effects.release(run, effect.op);
        return;
      case 'timer.set':
        this.effects.setTimer(run, effect.timer, effect.at);
        return;
      case 'timer.clear':
        this.effects.clearTimer(run, effect.timer);
        return;
      case 'permit.request':
        this.effects.requestPermit(run, effect.token, effect.permit);
        return;
      case 'permit.take':
        this.effects.takePermit(run, effect.token, effect.permit);
        return;
      case 'permit.release':
        this.effects.releasePermit(run, effect.token, effect.permit);
        return;
      case 'items.close':
        this.effects.closeSource(run, effect.token);
        return;
      case 'progress':
        this.hub.progress(run, effect.node, effect.path, effect.progress);
        return;
      case 'end':
        this.effects.end(run);
        this.listener.onEnd(run, effect.ending);
        return;
      default:
        this.listener.onTask?.(run, effect);
    }
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
