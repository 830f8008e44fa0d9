import type {
  Change,
  CoreInput,
  Effect,
  Ending,
  InputHead,
  OperationCompleted,
  OperationFailed,
  RunEvent,
} from '../../core';
// What each step needs is imported from its own file: a binding that an index re-exports costs a call at each use.
import { ExecuteEffect } from '../../core/protocol/effect';
import { advanceDirect } from '../../core/shortcut';
import { advance } from '../../core/transition';
import { TransitionContext } from '../../core/transition-context';
import { MillraceError } from '../../errors';
import { isThenable } from '../../errors/foreign/thenable';
import { OperationRunner, type StepFactory, type StepRunner, type TurnScheduler } from '../../execution';
import { AttemptContext } from '../../execution/attempt/attempt-context';
import type { GuardDirectory } from '../../resilience/guards';
import type { Clock } from '../../step';
import { isRouted } from '../../step/routed';
import type { PayloadCodec } from '../../storage/payloads';
import type { StreamHub } from '../streams/stream-hub';
import { handleEffect, type SideEffect } from './effect-handler';
import type { Journal } from './journal';
import type { LiveRun } from './live-run';
import { LocalEffects, type PermitQueues, type TaskKeeper } from './local-effects';

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
 * user code, one await and one transition; events are built only if they are read.
 */
export class RunDriver<Run extends LiveRun = LiveRun> {
  readonly clock: Clock;
  readonly effects: LocalEffects<Run>;
  /** The number of operations in flight, including those that wait for a guard. */
  inFlight = 0;
  /** The callback for the end of the last operation in flight. */
  onIdle: (() => void) | undefined = undefined;
  private stopped = false;
  private readonly context = new TransitionContext();
  private readonly operations: OperationRunner<Run>;
  private readonly turns: TurnScheduler;
  private readonly random: () => number;
  private readonly codec: PayloadCodec | undefined;
  private readonly streams: StreamHub;
  private readonly journal: Journal<Run> | undefined;
  /** Alternating runs and the operations to start in them. */
  private readonly ready: (Run | ExecuteEffect)[] = [];
  private draining = false;
  /** An empty list to reuse for the next events; `undefined` while it is in use. */
  private spareEvents: RunEvent[] | undefined = undefined;

  constructor(parts: RunDriverParts<Run>) {
    const { clock, turns, random, factory, guards, codec, streams, onEnd, onHookFailure, journal, queues, tasks } =
      parts;
    this.clock = clock;
    this.turns = turns;
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
      // The step may never settle, so its branch continues here; the loop that drove the attempt ends with it.
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

  /** Applies an input to a run and performs the resulting effects. */
  apply(run: Run, input: CoreInput): void {
    const effect = this.advance(run, input);
    if (!effect) return;
    this.ready.push(run, effect);
    this.drain();
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
    this.stopped = true;
    this.effects.halt();
    const reason = new MillraceError('ENGINE_STOPPED', 'the engine stopped while the attempt waited for its turn');
    this.operations.releaseWaiting(reason);
  }

  /** Whether the driver has been halted. */
  get isHalted(): boolean {
    return this.stopped;
  }

  /** Aborts the operations of a run that are in flight. */
  abort(run: Run, reason: Error): void {
    this.effects.abort(run, reason);
  }

  /** Clears the timeouts of all attempts. To be called after the last run was aborted. */
  close(): void {
    this.operations.timeouts.clear();
  }

  /** The number of operations in flight that do not wait for a guard. */
  get atWork(): number {
    return this.inFlight - this.operations.waiting.size;
  }

  /** Resolves when no operation is in flight or the grace period has passed. */
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

  /** Executes the operations of one branch of a run in sequence. The only place where an engine awaits user code. */
  private async drive(run: Run, first: ExecuteEffect): Promise<void> {
    const { operations, turns } = this;
    this.inFlight += 1;
    for (let effect: ExecuteEffect | undefined = first; effect; ) {
      const attempt = new AttemptContext(operations, run, effect);
      let ended: OperationCompleted | OperationFailed | undefined;
      try {
        const runner = operations.runnerOf(run, effect);
        let result = runner.start(run, effect, attempt);
        if (isThenable(result)) {
          result = await result;
          if (attempt.expired) return;
        }
        const direct = this.shortcut(run, effect, runner, attempt, result);
        if (direct === undefined) ended = operations.completed(effect, runner, attempt, result);
        else if (direct === 'over') effect = undefined;
      } catch (error) {
        if (attempt.expired) return;
        // The attempt has not begun, so the run is unchanged.
        if (attempt.wasAbandoned) {
          if (effect) void this.beginConfirmed(run, effect);
          effect = undefined;
        } else ended = operations.failed(run, attempt, error);
      }
      attempt.end();
      if (ended) effect = this.advance(run, ended);
      turns.left -= 1;
      if (turns.left < 0 && effect && turns.isOver()) {
        await turns.wait();
        // The run may have ended, or the engine stopped, in the meantime.
        if (!this.startable(effect)) effect = undefined;
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

  /** Advances only the state, if the step needs nothing else and no one is subscribed to the run. */
  private shortcut(
    run: Run,
    effect: ExecuteEffect,
    runner: StepRunner<Run>,
    attempt: AttemptContext<Run>,
    result: unknown,
  ): ReturnType<typeof advanceDirect> {
    if (!runner.bare || attempt.hasWritten || this.codec || this.stopped || this.streams.watches(run)) return undefined;
    if (!runner.routes) return advanceDirect(run.state, effect, 'next', result);
    return isRouted(result) && !isThenable(result.value)
      ? advanceDirect(run.state, effect, result.action, result.value)
      : undefined;
  }

  /** Applies an input. Returns the next operation if that is the only effect of the transition. */
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

  /** Performs effects. Operations start last, because a synchronous step applies its outcome at once. */
  private performAll(run: Run, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (!(effect instanceof ExecuteEffect)) this.perform(run, effect);
      else this.ready.push(run, effect);
    }
    this.drain();
  }

  private perform(run: Run, effect: SideEffect): void {
    handleEffect(run, effect, this.effects);
  }

  private begin(run: Run, effect: ExecuteEffect): void {
    // Checked for each operation: the process may have been suspended since the previous one.
    if (!this.startable(effect)) return;
    if (this.operations.mayBegin(run)) void this.drive(run, effect);
    else void this.beginConfirmed(run, effect);
  }

  /** Starts an operation that was about to begin when the ownership of its run was in doubt. */
  private async beginConfirmed(run: Run, effect: ExecuteEffect): Promise<void> {
    if (!this.journal || !this.startable(effect)) return;
    this.inFlight += 1;
    if (await this.journal.confirm(run)) this.begin(run, effect);
    this.leave();
  }

  private startable({ at, op }: ExecuteEffect): boolean {
    return !this.stopped && at.op === op;
  }

  /** Starts ready operations, including those that synchronous operations make ready meanwhile, without recursion. */
  private drain(): void {
    if (this.draining) return;
    this.draining = true;
    const { ready, turns } = this;
    if (ready.length === 0) {
      this.draining = false;
      return;
    }
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
}
