import {
  type Change,
  type CoreInput,
  type Effect,
  type ExecuteEffect,
  hasEnded,
  hydrate,
  type PulledItem,
  RecordSet,
  type RunEvent,
  type RunState,
  recordsOf,
  type SharedWrite,
  transition,
} from '../../src/core';
import { type EffectHandler, handleEffect } from '../../src/engine/driver/effect-handler';
import { rewindPoint } from '../../src/engine/store-backend/administration/rewind-point';
import type { Graph } from '../../src/flow';
import type { TaskTerms } from '../../src/step';
import { answersOf, SIGNALS } from './random-flow';
import type { Dice } from './seeded-random';
import { copied, SOURCE } from './source';

/** What happened to a run, and what came of it. */
export interface Recorded {
  readonly graph: Graph;
  readonly coreInput: CoreInput;
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  readonly events: readonly RunEvent[];
}

/** A version of the flow, and where the places of the one before are in it. */
export interface Version {
  readonly graph: Graph;
  readonly map: Readonly<Record<string, string>>;
}

/** Keeps of each effect what is pending after it. */
const RECORDING: EffectHandler<FakeDriver> = {
  release({ operations, late }, op) {
    const released = operations.get(op);
    if (released) late.push(released);
    operations.delete(op);
  },
  setTimer({ timers }, timer, at) {
    timers.set(timer, at);
  },
  clearTimer({ timers }, timer) {
    timers.delete(timer);
  },
  requestPermit({ queued }, token) {
    queued.add(token);
  },
  takePermit({ held }, token) {
    held.add(token);
  },
  releasePermit({ queued, held }, token) {
    if (!queued.delete(token) && !held.delete(token))
      throw new Error(`token ${token} releases a permit that it does not hold`);
  },
  openTask({ tasks }, { token }) {
    tasks.add(token);
  },
  closeTask({ tasks }, { token }) {
    tasks.delete(token);
  },
  closeItems({ sources }, token) {
    sources.delete(token);
  },
  progress() {
    // Nothing is pending because of it.
  },
  end() {
    // The state tells that the run has ended.
  },
};

/**
 * Stands for an engine and for the world: keeps what the core has asked for, and lets things happen in an order that dice
 * decide. Knows no step: it invents what they give.
 */
export class FakeDriver {
  readonly operations = new Map<number, ExecuteEffect>();
  readonly timers = new Map<number, number>();
  readonly tasks = new Set<number>();
  /** Tokens that wait for a slot. */
  readonly queued = new Set<number>();
  /** Tokens that hold one. */
  readonly held = new Set<number>();
  /** Tokens whose source of items has been asked for one, and has neither ended nor been closed. */
  readonly sources = new Set<number>();
  readonly history: Recorded[] = [];
  /** Operations that have ended or were released, to be delivered once more. */
  readonly late: ExecuteEffect[] = [];
  private at = 1000;

  constructor(
    public graph: Graph,
    readonly state: RunState,
    private readonly dice: Dice,
    /** Another version, to which the run may be moved once. */
    private next?: Version | undefined,
  ) {}

  get ended(): boolean {
    return hasEnded(this.state.status);
  }

  start(): Recorded {
    const deadlineMs = this.dice.chance(0.1) ? 1 + this.dice.below(500) : undefined;
    const shared = this.dice.chance(0.2) ? { k0: [this.dice.below(9)] } : undefined;
    return this.happen({ type: 'run.start', ...this.moment(), deadlineMs, shared });
  }

  private moment(): { readonly at: number; readonly random: number } {
    return { at: this.at, random: this.dice.next() };
  }

  /** A run under another id that begins where this one stands. */
  fork(): FakeDriver {
    const changes = copied(recordsOf(this.state));
    const records = new RecordSet().apply(changes);
    if (records.info) records.info = { ...records.info, id: 'fork-1' };
    const fork = new FakeDriver(this.graph, hydrate(this.graph, records), this.dice, this.next);
    fork.at = this.at;
    fork.happen({ type: 'run.fork', ...fork.moment(), from: this.state.info.id, seq: this.state.seq });
    return fork;
  }

  happen(coreInput: CoreInput, graph = this.graph): Recorded {
    const { changes, effects, events } = transition(graph, this.state, coreInput);
    for (const effect of effects) this.perform(effect);
    const recorded = { graph, coreInput, changes, effects, events };
    this.history.push(recorded);
    return recorded;
  }

  private perform(effect: Effect): void {
    if (effect.type !== 'execute') {
      handleEffect(this, effect, RECORDING);
      return;
    }
    this.operations.set(effect.op, effect);
    if (effect.phase === 'pull' && !Array.isArray(effect.input)) this.sources.add(effect.token);
  }

  /** Something random. Gives nothing where the choice was impossible just now. */
  wild(): Recorded | undefined {
    const { dice, state } = this;
    if (state.status === 'failed') {
      if (!dice.chance(0.5)) return undefined;
      this.held.clear();
      return this.happen({
        type: 'run.redrive',
        ...this.moment(),
        ...(dice.chance(0.3) && { input: { value: this.value() } }),
        // A run that was moved since may have come from a node with another name.
        ...(this.history.every(({ coreInput: { type } }) => type !== 'run.migrate') && {
          rewind: rewindPoint(this.history),
        }),
      });
    }
    const random = dice.next();
    if (random < 0.55) return this.answer(dice.chance(0.75));
    if (random < 0.68) return this.fireTimer();
    if (random < 0.76)
      return this.happen({
        type: 'signal.received',
        ...this.moment(),
        name: dice.pick([...SIGNALS, 'nobody']),
        payload: this.value(),
      });
    if (random < 0.84) return this.touchTask();
    if (random < 0.86) return this.repeatLate();
    if (random < 0.88) return dice.chance(0.8) ? this.grant() : this.grantNobody();
    if (random < 0.9) return this.happen({ type: 'run.pause', ...this.moment() });
    if (random < 0.94) return this.happen({ type: 'run.resume', ...this.moment() });
    if (random < 0.965) return this.recover();
    if (random < 0.985) return this.migrate();
    return dice.chance(0.15)
      ? this.happen({ type: 'run.cancel', ...this.moment(), reason: 'dice', compensate: dice.chance(0.5) })
      : undefined;
  }

  /** Something that brings the run nearer to its end. */
  fair(): Recorded | undefined {
    if (this.state.status === 'paused') return this.happen({ type: 'run.resume', ...this.moment() });
    if (this.operations.size > 0) return this.answer(true, true);
    const task = [...this.tasks][0];
    if (task !== undefined)
      return this.happen({ type: 'task.completed', ...this.moment(), token: task, by: 'anna', form: {} });
    if (this.queued.size > 0) return this.grant();
    if (this.timers.size > 0) return this.fireTimer(true);
    const waiting = this.state.tokens
      .all()
      .find(({ status, place }) => status === 'waiting' && place.definition.kind === 'wait');
    if (waiting?.place.definition.kind !== 'wait') return undefined;
    return this.happen({
      type: 'signal.received',
      ...this.moment(),
      name: waiting.place.definition.signal,
      payload: [1],
    });
  }

  private answer(well: boolean, straight = false): Recorded | undefined {
    const { dice } = this;
    if (this.operations.size === 0) return undefined;
    const effect = dice.pick([...this.operations.values()]);
    this.operations.delete(effect.op);
    this.late.push(effect);
    const outcome = this.outcome(effect, well, straight);
    if (effect.phase === 'pull' && outcome.type === 'operation.completed' && (outcome.value as PulledItem).done)
      this.sources.delete(effect.token);
    return this.happen(outcome);
  }

  private outcome(effect: ExecuteEffect, well: boolean, straight: boolean): CoreInput {
    const { dice } = this;
    const operation = { ...this.moment(), token: effect.token, op: effect.op };
    if (!well) {
      const retryable = dice.chance(0.6);
      return {
        type: 'operation.failed',
        ...operation,
        failure: { name: 'Error', code: 'DICE', message: `at ${effect.path}`, retryable },
        ...(dice.chance(0.2) && { retry: dice.chance(0.5) }),
        ...(dice.chance(0.2) && { delayMs: dice.below(3) * 100 }),
        ...(dice.chance(0.15) && { rejected: true }),
      };
    }
    return {
      type: 'operation.completed',
      ...operation,
      ...this.given(effect, straight),
      writes: this.writes(effect),
      skipped: effect.phase === 'execute' && dice.chance(0.05),
    };
  }

  private given(
    { phase, place, given }: ExecuteEffect,
    straight: boolean,
  ): { readonly action: string; readonly value: unknown } {
    const { dice } = this;
    switch (phase) {
      case 'pull':
        return {
          action: 'next',
          value: { done: dice.chance(0.4), ...(dice.chance(0.8) && { item: { value: this.value() } }) },
        };
      case 'key':
        return { action: 'next', value: dice.pick(['k', 'l']) };
      case 'request':
        return { action: 'next', value: this.terms() };
      case 'length':
        return { action: 'next', value: this.at - 10 + dice.below(100) };
      case 'until':
        return { action: 'next', value: dice.chance(0.3) };
      case 'merge':
        return {
          action: 'next',
          value: Object.fromEntries((given as readonly { readonly key: string }[]).map(({ key }) => [key, 0])),
        };
      case 'execute':
      case 'fallback':
      case 'finish':
      case 'complete': {
        const answers = answersOf(place.definition);
        const chooses = phase === 'finish' || phase === 'complete' || place.leaf === 'plain';
        const action = chooses ? (straight ? (answers[0] ?? 'next') : dice.pick(answers)) : 'next';
        return { action, value: this.value() };
      }
      default:
        return { action: 'next', value: this.value() };
    }
  }

  private terms(): TaskTerms {
    const { dice } = this;
    return {
      title: 'decide',
      ...(dice.chance(0.3) && { remindAt: this.at + dice.below(300) - 50 }),
      ...(dice.chance(0.3) && { escalation: { at: this.at + dice.below(300), to: 'others' } }),
    };
  }

  /** Lists now and then, so that `each` has something to do. */
  private value(): unknown {
    const { dice } = this;
    if (dice.chance(0.1)) return SOURCE;
    return dice.chance(0.9) ? Array.from({ length: dice.below(4) }, () => dice.below(9)) : dice.below(9);
  }

  private writes({ phase }: ExecuteEffect): readonly SharedWrite[] | undefined {
    const { dice } = this;
    if (phase === 'until' || phase === 'merge' || phase === 'pull' || phase === 'key' || !dice.chance(0.25))
      return undefined;
    const deleted = dice.chance(0.3);
    const value = deleted ? undefined : dice.below(9);
    return [{ key: dice.pick(['x', 'y']), value, mergeable: dice.chance(0.8), deleted }];
  }

  private grant(): Recorded | undefined {
    if (this.queued.size === 0) return undefined;
    const token = this.dice.pick([...this.queued]);
    this.queued.delete(token);
    this.held.add(token);
    return this.happen({ type: 'permit.granted', ...this.moment(), token });
  }

  /** A slot comes for a token that does not wait for one (any more). */
  private grantNobody(): Recorded | undefined {
    const token = this.dice.below(this.state.nextToken + 1);
    return this.queued.has(token) ? undefined : this.happen({ type: 'permit.granted', ...this.moment(), token });
  }

  private fireTimer(earliest = false): Recorded | undefined {
    const { dice } = this;
    if (this.timers.size === 0) return undefined;
    const sorted = [...this.timers].sort(([, a], [, b]) => a - b);
    const [timer, at] = earliest ? (sorted[0] ?? [0, 0]) : dice.pick(sorted);
    this.timers.delete(timer);
    this.at = Math.max(this.at, at);
    return this.happen({ type: 'timer.fired', ...this.moment(), timer });
  }

  private touchTask(): Recorded | undefined {
    const { dice } = this;
    if (this.tasks.size === 0) return undefined;
    const head = { ...this.moment(), token: dice.pick([...this.tasks]), by: 'anna' };
    switch (dice.below(6)) {
      case 0:
        return this.happen({ type: 'task.claimed', ...head });
      case 1:
        return this.happen({ type: 'task.released', ...head });
      case 2:
        return this.happen({ type: 'task.reassigned', ...head, to: 'ben' });
      case 3:
        return this.happen({ type: 'task.cancelled', ...head, reason: 'dice' });
      default:
        return this.happen({ type: 'task.completed', ...head, form: { ok: true } });
    }
  }

  /** Delivers an outcome that nobody waits for any more. */
  private repeatLate(): Recorded | undefined {
    if (this.late.length === 0) return undefined;
    const effect = this.dice.pick(this.late);
    return this.happen(this.outcome(effect, this.dice.chance(0.5), false));
  }

  /** Moves the run to the other version. Nothing comes of it while something is in flight. */
  private migrate(): Recorded | undefined {
    const { next } = this;
    if (!next) return undefined;
    const { graph, map } = next;
    const recorded = this.happen({ type: 'run.migrate', ...this.moment(), from: '1.0.0', to: '2.0.0', map }, graph);
    if (recorded.changes.length > 0) {
      this.graph = graph;
      this.next = undefined;
    }
    return recorded;
  }

  /** The process died: what was in flight is gone; the state is there, and the tasks are kept with it. */
  private recover(): Recorded {
    this.late.push(...this.operations.values());
    this.operations.clear();
    this.timers.clear();
    this.queued.clear();
    this.sources.clear();
    return this.happen({ type: 'run.recover', ...this.moment(), limit: this.dice.below(3), loss: {} });
  }
}
