import { type ExecuteEffect, pathOf, type SharedWrite, type Token } from '../../core';
import { guardListeners, MillraceError } from '../../errors';
import type { Place } from '../../flow';
import type { GuardPermit, Shared, StepContext } from '../../step';
import type { OperationHost } from '../operation-host';
import { type Releasable, type RunScope, resourcesOf } from '../run-scope';
import { SharedOverlay } from '../shared-store/shared-overlay';
import { sharedStoreFault } from '../shared-store/work-fault';
import type { Attempt } from './attempt';
import type { TimedAttempt, TimeoutWatch } from './attempt-timeouts';
import { timeoutError } from './timeout-error';

/** The details that only some attempts have. */
interface AttemptDetails {
  overlay?: SharedOverlay;
  controller?: AbortController;
  /** The permit with which its guards admitted it. */
  permit?: GuardPermit;
  /** Whether it waits for a guard. */
  waits?: boolean;
  /** Whether another engine may own its run by now. */
  fenced?: boolean;
  watch?: TimeoutWatch;
}

/**
 * One attempt, and the context that its step receives. Parts are created on first use. A step may keep it for longer
 * than the attempt lasts, so it depends on nothing that changes.
 */
export class AttemptContext<Scope extends RunScope = RunScope>
  implements StepContext<Record<string, unknown>, unknown>, Attempt, TimedAttempt, Releasable
{
  readonly at: Token;
  readonly op: number;
  readonly place: Place;
  readonly visit: number;
  readonly attempt: number;
  private knownPath: string | undefined;
  private status: 'open' | 'over' | 'expired' = 'open';
  private details: AttemptDetails | undefined = undefined;

  constructor(
    private readonly host: OperationHost<Scope>,
    private readonly run: Scope,
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

  /** Resolves when it is the attempt's turn again; `undefined` as long as it is. */
  nextTurn(): Promise<void> | undefined {
    const { turns } = this.host;
    turns.left -= 1;
    return turns.left < 0 && turns.isOver() ? turns.wait() : undefined;
  }

  get params(): unknown {
    const { definition } = this.place;
    return definition.kind === 'step' ? definition.params : undefined;
  }

  get signal(): AbortSignal {
    const details = this.makeDetails();
    details.controller ??= this.makeController();
    return details.controller.signal;
  }

  get shared(): Shared {
    const { phase } = this.at;
    if (this.place.leaf === 'phased' && (phase === 'execute' || phase === 'fallback'))
      throw sharedStoreFault(this.node, phase);
    const details = this.makeDetails();
    details.overlay ??= new SharedOverlay(this.run.state, this.at);
    return details.overlay;
  }

  now(): number {
    return this.host.clock.now();
  }

  emit(channel: string, value: unknown): void {
    if (this.status === 'open' && this.isCurrent) this.host.emit(this.run, this, channel, value);
  }

  /** Whether the run still waits for the outcome of the attempt. */
  get isCurrent(): boolean {
    return this.at.op === this.op;
  }

  /** Whether the attempt has timed out: a later outcome is ignored. */
  get expired(): boolean {
    return this.status === 'expired';
  }

  /** Whether the step has written to the shared store. */
  get hasWritten(): boolean {
    return this.details?.overlay?.hasWrites === true;
  }

  /** Returns the attempt's writes to the shared store, if any. */
  writes(): readonly SharedWrite[] | undefined {
    return this.details?.overlay?.writes(this.host.codec);
  }

  /** Times the attempt out after `ms`, if it is not over by then. */
  limit(ms: number): void {
    this.makeDetails().watch = this.host.timeouts.add(ms, this);
  }

  expire(ms: number): void {
    this.status = 'expired';
    const error = timeoutError(this, ms);
    this.details?.permit?.failed(error);
    this.abort(error);
    this.host.expired(this.run, this, error);
  }

  /** Ends the attempt, and aborts its signal. */
  abort(error: Error): void {
    this.end();
    this.details?.controller?.abort(error);
  }

  /** Keeps the permit of the guards until the attempt ends. */
  hold(permit: GuardPermit): void {
    const details = this.makeDetails();
    details.permit = permit;
    this.stopWaiting(details);
    this.listen();
  }

  /** Registers the attempt as waiting for a guard. Returns the signal that ends the wait. */
  wait(): AbortSignal {
    this.makeDetails().waits = true;
    this.host.waiting.add(this);
    return this.signal;
  }

  /**
   * Checks again whether the step may begin, directly before it does: validation or a guard may have taken longer than
   * the engine's lease.
   *
   * @throws {MillraceError} `ABORTED` if another engine may own the run by now
   */
  confirm(): void {
    if (this.host.mayBegin(this.run)) return;
    this.makeDetails().fenced = true;
    throw new MillraceError('ABORTED', `the attempt at ${this.path} has not begun: another engine may have the run`);
  }

  /** Whether the attempt was abandoned before its step began, so that it has no effects. */
  get wasAbandoned(): boolean {
    const { details } = this;
    return details?.fenced === true || (details?.waits === true && details.controller?.signal.aborted === true);
  }

  /** Releases an attempt that is no longer needed. Its step may still be busy. */
  release(reason: Error): void {
    this.details?.permit?.dropped();
    this.details?.controller?.abort(reason);
  }

  /** Ends the attempt: later outputs and writes are dropped. */
  end(): void {
    if (this.status === 'open') this.status = 'over';
    const { details } = this;
    if (!details) return;
    if (details.controller || details.permit) this.run.resources?.releasable?.delete(this.op);
    details.watch?.remove();
    if (details.waits) this.host.waiting.delete(this);
  }

  private stopWaiting(details: AttemptDetails): void {
    if (!details.waits) return;
    details.waits = false;
    this.host.waiting.delete(this);
  }

  private makeDetails(): AttemptDetails {
    this.details ??= {};
    return this.details;
  }

  /** Reports an error of code of the step whose outcome does not count. */
  reportStray(error: unknown): void {
    this.host.reportHookFailure(this.run, error);
  }

  private makeController(): AbortController {
    const controller = new AbortController();
    guardListeners(controller.signal, (error) => {
      this.reportStray(error);
    });
    const abandoned = this.run.resources?.abandoned;
    if (abandoned) controller.abort(abandoned);
    else if (this.status !== 'open' || !this.isCurrent) {
      controller.abort(new MillraceError('ABORTED', `the attempt at ${this.path} is over`));
    } else this.listen();
    return controller;
  }

  /** Registers the attempt for its release. */
  private listen(): void {
    const resources = resourcesOf(this.run);
    resources.releasable ??= new Map();
    resources.releasable.set(this.op, this);
  }
}
