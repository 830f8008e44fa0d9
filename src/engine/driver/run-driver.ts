import type { Change, CoreInput, Effect, Ending, InputHead, RunEvent } from '../../core';
// What each step needs is imported from its own file: a binding that an index re-exports costs a call at each use.
import { ExecuteEffect } from '../../core/protocol/effect';
import { advanceDirect } from '../../core/shortcut';
import { advance } from '../../core/transition';
import { TransitionContext } from '../../core/transition-context';
import { MillraceError } from '../../errors';
import { isThenable } from '../../errors/foreign/thenable';
import { OperationRunner, type StepFactory, type StepRunner, type TurnScheduler } from '../../execution';
import type { AttemptContext } from '../../execution/attempt/attempt-context';
import type { GuardDirectory } from '../../resilience/guards';
import type { Clock } from '../../step';
import { isRouted } from '../../step/routed';
import type { PayloadCodec } from '../../storage/payloads';
import type { StreamHub } from '../streams/stream-hub';
import { handleEffect, type SideEffect } from './effect-handler';
import type { Journal } from './journal';
import type { LiveRun } from './live-run';
import { LocalEffects, type PermitQueues, type TaskKeeper } from './local-effects';
import { OperationLoop, type OperationLoopHost } from './operation-loop';

/** The dependencies of a {@link RunDriver}. */
export interface RunDriverParts<Run extends LiveRun> {
  readonly clock: Clock;
  readonly turns: TurnScheduler;
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

const NO_EFFECTS: readonly Effect[] = Object.freeze([]);

/**
 * Drives runs: applies inputs to the core and performs the resulting effects. The hot path of a step is one call of
 * user code, one promise and one transition; events are built only if they are read.
 */
export class RunDriver<Run extends LiveRun = LiveRun> implements OperationLoopHost<Run> {
  readonly clock: Clock;
  readonly effects: LocalEffects<Run>;
  private readonly context = new TransitionContext();
  private readonly operations: OperationRunner<Run>;
  private readonly loop: OperationLoop<Run>;
  private readonly random: () => number;
  private readonly codec: PayloadCodec | undefined;
  private readonly streams: StreamHub;
  private readonly journal: Journal<Run> | undefined;
  /** An empty list to reuse for the next events; `undefined` while it is in use. */
  private spareEvents: RunEvent[] | undefined = undefined;

  constructor(parts: RunDriverParts<Run>) {
    const { clock, turns, random, factory, guards, codec, streams, onEnd, onHookFailure, journal, queues, tasks } =
      parts;
    this.clock = clock;
    this.random = random;
    this.codec = codec;
    this.streams = streams;
    this.journal = journal;
    this.operations = new OperationRunner<Run>({
      clock,
      turns,
      random,
      factory,
      guards,
      codec,
      onHookFailure,
      mayBegin: journal?.mayBegin,
      onOutput: (run, attempt, channel, value) => {
        streams.output(run, attempt, channel, value);
      },
      // The step may never settle, so its branch continues here.
      onTimeout: (run, failed) => {
        if (failed) this.apply(run, failed);
        this.loop.leave();
      },
    });
    this.loop = new OperationLoop(this.operations, turns, this, journal);
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

  /** Applies an input to a run and performs the resulting effects. */
  apply(run: Run, input: CoreInput): void {
    const effect = this.advance(run, input);
    if (!effect) return;
    this.loop.push(run, effect);
    this.loop.drain();
  }

  /** Continues a run whose start has already been written. */
  resume(run: Run, events: readonly RunEvent[], effects: readonly Effect[]): void {
    this.streams.publish(run, events);
    this.performAll(run, effects);
  }

  /** Asks the human step at a place to check a form. Returns the reason if the step refuses it. */
  readonly check: OperationRunner<Run>['check'] = (run, place, form, input, by) =>
    this.operations.check(run, place, form, input, by);

  /** Returns the time and the random number for an input. */
  now(): InputHead {
    return { at: this.clock.now(), random: this.random() };
  }

  /** Stops starting operations and firing timers. The state of runs is unchanged. */
  halt(): void {
    this.loop.stopped = true;
    this.effects.halt();
    const reason = new MillraceError('ENGINE_STOPPED', 'the engine stopped while the attempt waited for its turn');
    this.operations.releaseWaiting(reason);
  }

  /** Whether the driver has been halted. */
  get isHalted(): boolean {
    return this.loop.stopped;
  }

  /** The number of operations in flight that do not wait for a guard. */
  get atWork(): number {
    return this.loop.atWork;
  }

  /** Resolves when no operation is in flight or the grace period has passed. */
  idle(graceMs: number): Promise<void> {
    return this.loop.idle(graceMs);
  }

  /** Aborts the operations of a run that are in flight. */
  abort(run: Run, reason: Error): void {
    this.effects.abort(run, reason);
  }

  /** Clears the timeouts of all attempts. To be called after the last run was aborted. */
  close(): void {
    this.operations.timeouts.clear();
  }

  /** Advances only the state, if the step needs nothing else and no one is subscribed to the run. */
  shortcut(
    run: Run,
    effect: ExecuteEffect,
    runner: StepRunner<Run>,
    attempt: AttemptContext<Run>,
    result: unknown,
  ): ReturnType<typeof advanceDirect> {
    if (!runner.bare || attempt.hasWritten || this.codec || this.loop.stopped || this.streams.watches(run))
      return undefined;
    if (!runner.routes) return advanceDirect(run.state, effect, 'next', result);
    return isRouted(result) && !isThenable(result.value)
      ? advanceDirect(run.state, effect, result.action, result.value)
      : undefined;
  }

  /** Applies an input. Returns the next operation if that is the only effect of the transition. */
  advance(run: Run, input: CoreInput): ExecuteEffect | undefined {
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
      if (only instanceof ExecuteEffect) return this.loop.stopped ? undefined : only;
      if (only) this.perform(run, only);
      return undefined;
    }
    if (effects.length > 1) this.performAll(run, this.takeEffects());
    return undefined;
  }

  /** Applies an input and writes the transition. Its effects are performed once it is written. */
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
    journal.write(run, { at, changes, events, effects, operation }, () => {
      streams.publish(run, events);
      this.performAll(run, effects);
    });
  }

  /** Applies an input to a run whose events have a subscriber. */
  private advanceObserved(run: Run, input: CoreInput): ExecuteEffect | undefined {
    const { context, streams } = this;
    // A subscriber may apply an input to this or another run, so the context is emptied before publishing.
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
    if (only instanceof ExecuteEffect) return this.loop.startable(only) ? only : undefined;
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

  /** Performs effects. Operations start last, because a synchronous step applies its outcome at once. */
  private performAll(run: Run, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (!(effect instanceof ExecuteEffect)) this.perform(run, effect);
      else this.loop.push(run, effect);
    }
    this.loop.drain();
  }

  private perform(run: Run, effect: SideEffect): void {
    handleEffect(run, effect, this.effects);
  }
}
