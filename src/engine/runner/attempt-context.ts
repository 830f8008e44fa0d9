import { MillraceError } from '../../errors';
import type { ExecuteEffect, Write } from '../../run';
import type { Shared, StepContext } from '../../step';
import type { LiveRun } from '../live-run';
import type { Limited, Watch } from '../schedule/attempt-timeouts';
import type { Host } from './host';
import { SharedOverlay } from './shared-overlay';
import { timeoutError } from './timeout-error';

/** The context of one attempt. What a step does not read is not made. */
export class AttemptContext implements StepContext<Record<string, unknown>, unknown>, Limited {
  /** Whether the attempt has failed by its timeout: what comes of it now is late. */
  expired = false;
  private over = false;
  private overlay: SharedOverlay | undefined = undefined;
  private controller: AbortController | undefined = undefined;
  private watch: Watch | undefined = undefined;

  constructor(
    private readonly host: Host,
    private readonly run: LiveRun,
    private readonly effect: ExecuteEffect,
  ) {}

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
    return this.effect.place.node;
  }

  get path(): string {
    return this.effect.path;
  }

  get attempt(): number {
    return this.effect.attempt;
  }

  get idempotencyKey(): string {
    return `${this.runId}:${this.effect.path}`;
  }

  get params(): unknown {
    const { definition } = this.effect.place;
    return definition.kind === 'step' ? definition.params : undefined;
  }

  get signal(): AbortSignal {
    this.controller ??= this.makeController();
    return this.controller.signal;
  }

  get shared(): Shared {
    this.overlay ??= new SharedOverlay(this.run.state, this.effect);
    return this.overlay;
  }

  now(): number {
    return this.host.clock.now();
  }

  emit(channel: string, value: unknown): void {
    if (!this.over && this.isCurrent()) this.host.emit(this.run, this.effect, channel, value);
  }

  /** What the attempt wrote to the shared store, if anything. */
  writes(): readonly Write[] | undefined {
    return this.overlay?.writes();
  }

  /** Ends the attempt in `ms`, if it is not over by then. */
  limit(ms: number): void {
    this.watch = this.host.timeouts.add(ms, this);
  }

  expire(ms: number): void {
    this.expired = true;
    const error = timeoutError(this.effect, ms);
    this.abort(error);
    this.host.expired(this.run, this.effect, error);
  }

  /** Ends the attempt, and tells whoever has read its signal. */
  abort(error: Error): void {
    this.end();
    this.controller?.abort(error);
  }

  /** Ends the attempt: what it emits or writes from now on is dropped. */
  end(): void {
    this.over = true;
    if (this.controller) this.run.controllers?.delete(this.effect.op);
    this.watch?.remove();
  }

  private makeController(): AbortController {
    const controller = new AbortController();
    if (this.over || !this.isCurrent()) {
      controller.abort(new MillraceError('ABORTED', `the attempt at ${this.path} is over`));
    } else {
      this.run.controllers ??= new Map();
      this.run.controllers.set(this.effect.op, controller);
    }
    return controller;
  }

  private isCurrent(): boolean {
    return this.run.state.tokens.get(this.effect.token)?.op === this.effect.op;
  }
}
