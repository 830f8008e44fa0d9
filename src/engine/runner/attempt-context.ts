import { MillraceError } from '../../errors';
import type { Place } from '../../flow';
import { type ExecuteEffect, pathOf, type Token, type Write } from '../../run';
import type { Shared, StepContext } from '../../step';
import { type LiveRun, liveExtra } from '../live-run';
import type { Limited, Watch } from '../schedule/attempt-timeouts';
import type { Attempt } from './attempt';
import type { Host } from './host';
import { SharedOverlay } from './shared-overlay';
import { timeoutError } from './timeout-error';

/** What only some attempts have. */
interface AttemptExtra {
  overlay?: SharedOverlay;
  controller?: AbortController;
  watch?: Watch;
}

/**
 * One attempt, and what its step sees of it. What a step does not read is not made. A step may keep it for longer than the
 * attempt lasts, so it depends on nothing that changes.
 */
export class AttemptContext implements StepContext<Record<string, unknown>, unknown>, Attempt, Limited {
  readonly at: Token;
  readonly op: number;
  readonly place: Place;
  readonly visit: number;
  readonly attempt: number;
  private knownPath: string | undefined;
  private stage: 'open' | 'over' | 'expired' = 'open';
  private extra: AttemptExtra | undefined = undefined;

  constructor(
    private readonly host: Host,
    private readonly run: LiveRun,
    effect: ExecuteEffect,
  ) {
    this.at = effect.at;
    this.op = effect.op;
    this.place = effect.place;
    this.visit = effect.visit;
    this.attempt = effect.attempt;
    this.knownPath = effect.knownPath;
  }

  get runId(): string {
    return this.run.state.info.id;
  }

  get flow(): string {
    return this.run.graph.name;
  }

  get version(): string {
    return this.run.graph.version;
  }

  get correlationId(): string {
    return this.run.state.info.correlationId;
  }

  get node(): string {
    return this.place.node;
  }

  get path(): string {
    const { at, place, visit } = this;
    this.knownPath ??= pathOf({ frame: at.frame, item: at.item, place, visit });
    return this.knownPath;
  }

  get idempotencyKey(): string {
    return `${this.runId}:${this.path}`;
  }

  get params(): unknown {
    const { definition } = this.place;
    return definition.kind === 'step' ? definition.params : undefined;
  }

  get signal(): AbortSignal {
    const extra = this.makeExtra();
    extra.controller ??= this.makeController();
    return extra.controller.signal;
  }

  get shared(): Shared {
    const extra = this.makeExtra();
    extra.overlay ??= new SharedOverlay(this.run.state, this.at);
    return extra.overlay;
  }

  now(): number {
    return this.host.clock.now();
  }

  emit(channel: string, value: unknown): void {
    if (this.stage === 'open' && this.isCurrent) this.host.emit(this.run, this, channel, value);
  }

  /** Whether anything waits for what comes of the attempt. */
  get isCurrent(): boolean {
    return this.at.op === this.op;
  }

  /** Whether the attempt has failed by its timeout: what comes of it now is late. */
  get expired(): boolean {
    return this.stage === 'expired';
  }

  /** Whether the step has looked at the shared store. */
  get usesStore(): boolean {
    return this.extra?.overlay !== undefined;
  }

  /** What the attempt wrote to the shared store, if anything. */
  writes(): readonly Write[] | undefined {
    return this.extra?.overlay?.writes();
  }

  /** Ends the attempt in `ms`, if it is not over by then. */
  limit(ms: number): void {
    this.makeExtra().watch = this.host.timeouts.add(ms, this);
  }

  expire(ms: number): void {
    this.stage = 'expired';
    const error = timeoutError(this, ms);
    this.abort(error);
    this.host.expired(this.run, this, error);
  }

  /** Ends the attempt, and tells whoever has read its signal. */
  abort(error: Error): void {
    this.end();
    this.extra?.controller?.abort(error);
  }

  /** Ends the attempt: what it emits or writes from now on is dropped. */
  end(): void {
    if (this.stage === 'open') this.stage = 'over';
    const { extra } = this;
    if (!extra) return;
    if (extra.controller) this.run.extra?.controllers?.delete(this.op);
    extra.watch?.remove();
  }

  private makeExtra(): AttemptExtra {
    this.extra ??= {};
    return this.extra;
  }

  private makeController(): AbortController {
    const controller = new AbortController();
    if (this.stage !== 'open' || !this.isCurrent) {
      controller.abort(new MillraceError('ABORTED', `the attempt at ${this.path} is over`));
    } else {
      const extra = liveExtra(this.run);
      extra.controllers ??= new Map();
      extra.controllers.set(this.op, controller);
    }
    return controller;
  }
}
