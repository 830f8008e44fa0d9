import {
  type Change,
  type CoreInput,
  type Effect,
  type Ending,
  type InputHead,
  type OperationCompleted,
  type OperationFailed,
  type RunEvent,
  TransitionContext,
} from '../../core';
// From the files themselves: what an index passes on costs a call each time it is used.
import { ExecuteEffect } from '../../core/protocol/effect';
import { advanceDirect } from '../../core/shortcut';
import { advance } from '../../core/transition';
import { MillraceError } from '../../errors';
import type { AttemptContext } from '../../execution/attempt/attempt-context';
import { isThenable } from '../../execution/attempt/streamed-result';
import { nextTurn } from '../../execution/next-turn';
import { OperationRunner } from '../../execution/operation-runner';
import type { StepFactory } from '../../execution/registry/step-factory';
import type { StepRunner } from '../../execution/step-runner';
import type { GuardDirectory } from '../../resilience/guards';
import type { Clock } from '../../step';
import { isRouted } from '../../step/routed';
import type { PayloadCodec } from '../../storage/payloads';
import type { StreamHub } from '../streams/stream-hub';
import { handleEffect, type SideEffect } from './effect-handler';
import type { Journal } from './journal';
import type { LiveRun } from './live-run';
import { LocalEffects, type PermitQueues, type TaskKeeper } from './local-effects';

/** What a driver is made of. */
export interface RunDriverParts<Run extends LiveRun> {
  readonly clock: Clock;
  readonly random: () => number;
  readonly factory: StepFactory;
  readonly guards: GuardDirectory;
  readonly codec: PayloadCodec | undefined;
  readonly streams: StreamHub;
  readonly onEnd: (run: Run, ending: Ending) => void;
  readonly onHookFailure: (run: Run, error: unknown) => void;
  /** Left out where runs are kept in memory. */
  readonly journal?: Journal<Run> | undefined;
  readonly queues?: PermitQueues<Run> | undefined;
  readonly tasks?: TaskKeeper<Run> | undefined;
}

/** A run that loops over steps which never wait lets the event loop have a turn after this many of them. */
const STEPS_PER_TURN = 4096;
const NO_EFFECTS: readonly Effect[] = Object.freeze([]);

/**
 * Moves runs: feeds inputs to the core, and performs what it asks for. The hot path of a step is one call of the user's code,
 * one await and one transition; nothing is built that nobody reads.
 */
export class RunDriver<Run extends LiveRun = LiveRun> {
  readonly clock: Clock;
  readonly effects: LocalEffects<Run>;
  /** Operations that are executing. */
  inFlight = 0;
  /** Called when the last operation in flight has ended. */
  onIdle: (() => void) | undefined = undefined;
  private stopped = false;
  private readonly context = new TransitionContext();
  private readonly operations: OperationRunner<Run>;
  private readonly random: () => number;
  private readonly codec: PayloadCodec | undefined;
  private readonly streams: StreamHub;
  private readonly journal: Journal<Run> | undefined;
  /** Runs and operations to start, in turns. */
  private readonly ready: (Run | ExecuteEffect)[] = [];
  private draining = false;
  /** An empty list for the next events, if it is not in use. */
  private spareEvents: RunEvent[] | undefined = undefined;

  constructor(parts: RunDriverParts<Run>) {
    const { clock, random, factory, guards, codec, streams, onEnd, onHookFailure, journal, queues, tasks } = parts;
    this.clock = clock;
    this.random = random;
    this.codec = codec;
    this.streams = streams;
    this.journal = journal;
    this.operations = new OperationRunner<Run>({
      clock,
      random,
      factory,
      guards,
      codec,
      onHookFailure,
      mayBegin: journal?.mayBegin,
      onOutput: (run, attempt, channel, value) => {
        streams.output(run, attempt, channel, value);
      },
      // Its step may never settle, so the branch of the run goes on from here; the loop that drove it ends with it.
      onTimeout: (run, failed) => {
        if (failed) this.apply(run, failed);
        this.leave();
      },
    });
    const host = {
      apply: (run: Run, input: CoreInput) => {
        this.apply(run, input);
      },
      now: () => this.now(),
      onHookFailure,
      onEnd,
    };
    this.effects = new LocalEffects({ clock, host, streams, queues, tasks });
  }

  /** Feeds an input to a run, and performs what follows from it. */
  apply(run: Run, input: CoreInput): void {
    const effect = this.advance(run, input);
    if (!effect) return;
    this.ready.push(run, effect);
    this.drain();
  }

  /** Goes on with a run whose beginning was written down already. */
  resume(run: Run, events: readonly RunEvent[], effects: readonly Effect[]): void {
    this.streams.publish(run, events);
    this.performAll(run, effects);
  }

  /** Asks the human step at which a run stands whether it takes a form. Returns the reason if it does not. */
  readonly check: OperationRunner<Run>['check'] = (run, place, form, input, by) =>
    this.operations.check(run, place, form, input, by);

  /** Returns the moment of an input. */
  now(): InputHead {
    return { at: this.clock.now(), random: this.random() };
  }

  /** Starts no further operations and fires no further timers. Runs stay as they are. */
  halt(): void {
    this.stopped = true;
    this.effects.halt();
    const reason = new MillraceError('ENGINE_STOPPED', 'the engine stopped while the attempt waited for its turn');
    this.operations.releaseWaiting(reason);
  }

  /** Whether the driver starts nothing more. */
  get isHalted(): boolean {
    return this.stopped;
  }

  /** Aborts what is in flight. */
  abort(run: Run, reason: Error): void {
    this.effects.abort(run, reason);
  }

  /** Watches no attempt any more: after the last run was aborted. */
  close(): void {
    this.operations.timeouts.clear();
  }

  /** Operations that are at work: those in flight that do not wait for a guard to let them in. */
  get atWork(): number {
    return this.inFlight - this.operations.waiting.size;
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

  /** Executes operation after operation of one branch of a run; the one place where an engine awaits user code. */
  private async drive(run: Run, first: ExecuteEffect): Promise<void> {
    const { operations } = this;
    this.inFlight += 1;
    let steps = 0;
    for (let effect: ExecuteEffect | undefined = first; effect; ) {
      const attempt = operations.attempt(run, effect);
      let ended: OperationCompleted | OperationFailed | undefined;
      try {
        const runner = operations.runnerOf(run, effect);
        let result = runner.start(run, effect, attempt);
        if (isThenable(result)) {
          result = await result;
          if (attempt.expired) return;
        }
        const way = this.shortcut(run, effect, runner, attempt, result);
        if (way === undefined) ended = operations.completed(effect, runner, attempt, result);
        else if (way === 'over') effect = undefined;
      } catch (error) {
        if (attempt.expired) return;
        // It has not begun, so the run stays as it is.
        if (attempt.wasAbandoned) effect = undefined;
        else ended = operations.failed(run, attempt, error);
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
    this.operations.timeouts.unrefIdle();
    this.onIdle?.();
  }

  /** Advances the state alone, where nothing else has to be looked at and nobody observes the run. */
  private shortcut(
    run: Run,
    effect: ExecuteEffect,
    runner: StepRunner<Run>,
    attempt: AttemptContext<Run>,
    result: unknown,
  ): ReturnType<typeof advanceDirect> {
    if (!runner.bare || attempt.hasWritten || this.codec || this.stopped || this.streams.watches(run)) return undefined;
    if (!runner.routes) return advanceDirect(run.state, effect, 'next', result);
    return isRouted(result) ? advanceDirect(run.state, effect, result.action, result.value) : undefined;
  }

  /** Feeds an input. Returns an operation to go on with, where the transition asks for exactly one thing. */
  private advance(run: Run, input: CoreInput): ExecuteEffect | undefined {
    const { context, streams } = this;
    if (this.journal) {
      this.advanceJournaled(this.journal, run, input);
      return undefined;
    }
    if (streams.watches(run)) return this.advanceObserved(run, input);
    advance(context, run.program.graph, run.state, input);
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

  /** Feeds an input and writes down what it did; what follows is performed once it is written. */
  private advanceJournaled(journal: Journal<Run>, run: Run, input: CoreInput): void {
    const { context, streams } = this;
    const changes: Change[] = [];
    const events: RunEvent[] = [];
    context.changes = changes;
    context.events = events;
    advance(context, run.program.graph, run.state, input);
    context.changes = undefined;
    context.events = undefined;
    const effects = this.takeEffects();
    const { at } = input;
    const operation = 'op' in input ? { token: input.token, op: input.op } : undefined;
    journal.write(run, { at, changes, events, effects, ...(operation && { operation }) }, () => {
      streams.publish(run, events);
      this.performAll(run, effects);
    });
  }

  /** Feeds an input to a run whose events somebody wants. */
  private advanceObserved(run: Run, input: CoreInput): ExecuteEffect | undefined {
    const { context, streams } = this;
    // A subscriber may feed an input to this or another run, so the context is emptied before it is called.
    const events = this.spareEvents ?? [];
    this.spareEvents = undefined;
    context.events = events;
    advance(context, run.program.graph, run.state, input);
    context.events = undefined;
    const only = context.effects.length === 1 ? context.effects.pop() : undefined;
    const more = only ? NO_EFFECTS : this.takeEffects();
    streams.publish(run, events);
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

  /** Starts operations last, because a step that does not wait feeds its outcome at once. */
  private performAll(run: Run, effects: readonly Effect[]): void {
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

  private perform(run: Run, effect: SideEffect): void {
    handleEffect(run, effect, this.effects);
  }

  private begin(run: Run, effect: ExecuteEffect): void {
    // Asked for each operation: the process may have been asleep since the one before.
    if (this.startable(effect) && this.operations.mayBegin(run)) void this.drive(run, effect);
  }

  private startable({ at, op }: ExecuteEffect): boolean {
    return !this.stopped && at.op === op;
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
      const run = ready[index] as Run;
      const effect = ready[index + 1] as ExecuteEffect;
      this.begin(run, effect);
    }
    // Popped, because setting the length gives the list's memory back.
    while (ready.length > 0) ready.pop();
    this.draining = false;
  }
}
