import { hasEnded } from '../../../core';
import { MillraceError, toFailure, withoutStacks } from '../../../errors';
import type { FlowRegistry } from '../../../execution';
import type { Clock, ClockTimer } from '../../../step';
import type { RunKey, Storage, StoredRun } from '../../../storage/port';
import { earliestTimer } from '../../store-backend/journal/run-head';
import { isUnreadable } from '../../store-backend/loading/unreadable';
import type { RefusedWrite } from '../journal/refused-write';
import type { LeaseKeeper } from '../ownership/lease-keeper';
import type { OwnedRun } from '../ownership/owned-run';
import type { DroppedRun, OwnedRuns } from '../ownership/owned-runs';
import type { OwnershipEvents } from '../ownership/ownership-events';
import { Backoff } from './backoff';
import type { BrokenRuns } from './broken-runs';
import { type ClaimedRun, withLosses } from './claimed-run';
import { SleepingRuns } from './sleeping-runs';

/** The maximum number of runs claimed by one request. */
const BATCH = 64;

/** The dependencies of a {@link RunClaimer}. */
export interface RunClaimerParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly lease: LeaseKeeper;
  readonly registry: FlowRegistry;
  readonly owned: OwnedRuns;
  readonly broken: BrokenRuns;
  readonly events: OwnershipEvents;
}

/**
 * Claims due runs, and delivers messages to owned runs.
 *
 * After a request without a response, the engine and the storage may disagree about which runs the engine owns. The
 * engine then releases every run that it does not know, and claims it again. This recovers from every kind of fault.
 */
export class RunClaimer {
  private polling = false;
  private pollAgain = false;
  private stopped = false;
  private started = false;
  private timer: ClockTimer | undefined = undefined;
  private retry: ClockTimer | undefined = undefined;
  private secondReconciliation: ClockTimer | undefined = undefined;
  private readonly delivering = new Set<RunKey>();
  /** Runs that may have received messages since their inbox was read. */
  private readonly runsWithMessages = new Set<RunKey>();
  private readonly backoff = new Backoff();
  private readonly sleeping: SleepingRuns;
  private uncertain = false;
  /** Runs that were dropped and will be claimed again, with the data that is needed then. */
  private readonly dropped = new Map<RunKey, DroppedRun>();
  /** Runs of which a write was refused, and none has been committed since. */
  private readonly refused = new Set<RunKey>();
  /** Odd while runs are being released; incremented when that is done, and by two when the lease is lost. */
  private releaseEpoch = 0;

  constructor(private readonly parts: RunClaimerParts) {
    const { events } = parts;
    events.on('leaseLost', () => {
      this.releaseEpoch += 2;
    });
    events.on('leaseRegained', () => {
      this.poll();
    });
    this.sleeping = new SleepingRuns(parts.clock);
    events.on('released', ({ state, position }) => {
      if (hasEnded(state.status)) return;
      const wakeAt = earliestTimer(state);
      if (wakeAt !== undefined) this.sleeping.add(position.key, wakeAt);
      this.poll();
    });
    events.on('lost', (run, cause) => {
      this.onOwnershipLost(run, cause);
    });
    events.on('refused', (run, refusal) => {
      this.onRefused(run, refusal);
    });
    events.on('committed', ({ position }) => {
      this.refused.delete(position.key);
    });
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  start(): void {
    this.started = true;
    this.poll();
  }

  stop(): void {
    this.stopped = true;
    this.timer?.clear();
    this.retry?.clear();
    this.secondReconciliation?.clear();
    this.dropped.clear();
    this.refused.clear();
  }

  /** Looks for due runs as soon as possible. */
  poll(): void {
    if (this.stopped || !this.started) return;
    this.pollAgain = true;
    if (!this.polling) void this.pollNow();
  }

  /** Delivers the messages of a run. */
  deliver(key: RunKey): void {
    if (this.stopped) return;
    if (!this.parts.owned.get(key)) {
      this.poll();
      return;
    }
    this.runsWithMessages.add(key);
    if (!this.delivering.has(key)) void this.deliverNow(key);
  }

  /** Delivers the messages that runs received before they began. One request finds out which of them have any. */
  async deliverFirst(begun: readonly RunKey[]): Promise<void> {
    const { storage, lease, owned } = this.parts;
    try {
      const addressed = await storage.runsWithMessages({ lease: lease.lease, among: begun });
      for (const key of addressed) if (owned.get(key)) this.deliver(key);
    } catch (error) {
      // The next poll asks for the messages of all owned runs.
      this.onFailed(error);
    }
  }

  /**
   * Schedules a reconciliation: the storage may have assigned a run to the engine, or released one, without its
   * knowledge.
   */
  markUncertain(key?: RunKey, dropped: DroppedRun = {}): void {
    if (this.stopped) return;
    if (key !== undefined) this.dropped.set(key, dropped);
    this.uncertain = true;
    this.pollLater();
  }

  /**
   * Schedules two reconciliations after a request without a response. The server may apply the request after the first
   * one; the second one runs when no request can be in flight any longer.
   */
  requestTimedOut(key?: RunKey): void {
    this.markUncertain(key);
    if (this.stopped || this.secondReconciliation) return;
    this.secondReconciliation = this.parts.clock.setTimer(this.parts.lease.ttlMs, () => {
      this.secondReconciliation = undefined;
      this.markUncertain();
    });
    this.secondReconciliation.unref();
  }

  /** The current release epoch; pass it to {@link mayBeReleasedSince}. */
  get epoch(): number {
    return this.releaseEpoch;
  }

  /** Returns whether a run that the storage assigned to the engine since an epoch may have been released already. */
  mayBeReleasedSince(epoch: number): boolean {
    return this.releaseEpoch !== epoch || this.releaseEpoch % 2 === 1 || this.parts.lease.isInDoubt;
  }

  /** Drops a run whose ownership was lost, or whose last commit has an unknown result. */
  private onOwnershipLost(run: OwnedRun, cause: Error | undefined): void {
    const { owned, events } = this.parts;
    owned.abandon(run);
    if (cause) {
      events.emit('failed', cause);
      this.requestTimedOut(run.position.key);
    } else this.markUncertain(run.position.key);
  }

  /** Drops a run whose commit can never be written; the run is claimed again and receives the refusal then. */
  private onRefused(run: OwnedRun, refusal: RefusedWrite): void {
    const { owned, events } = this.parts;
    const { key } = run.position;
    const isStuck = this.refused.has(key);
    this.refused.add(key);
    owned.abandon(run);
    events.emit('failed', refusal.error);
    this.markUncertain(key, { refusal, isStuck });
  }

  /** Polls again when a storage that has failed may have recovered. */
  private pollLater(): void {
    if (this.stopped || this.retry) return;
    this.retry = this.parts.clock.setTimer(this.backoff.after(this.parts.clock.monotonic()), () => {
      this.retry = undefined;
      this.poll();
    });
    this.retry.unref();
  }

  private async pollNow(): Promise<void> {
    this.polling = true;
    this.timer?.clear();
    let wakeAt: number | undefined;
    try {
      while (this.pollAgain && !this.stopped) {
        this.pollAgain = false;
        if (this.uncertain) await this.reconcile();
        const since = this.parts.clock.now();
        const claimed = (await this.claim()) + (await this.claimOverdue());
        // A run that is not registered yet is about to begin or to be released, and its messages are delivered then.
        const addressed = await this.parts.storage.runsWithMessages({ lease: this.parts.lease.lease });
        for (const key of addressed) if (this.parts.owned.get(key)) this.deliver(key);
        wakeAt = await this.parts.storage.nextWake({ flows: this.parts.registry.versions() });
        if (claimed === 0 && wakeAt !== undefined && wakeAt <= since) {
          // A run that was due before was not claimable: another engine claimed it first, or has ended the lease.
          wakeAt = undefined;
          this.pollLater();
          await this.parts.lease.renew();
        }
      }
    } catch (error) {
      this.onFailed(error);
    }
    this.polling = false;
    this.sleepUntil(wakeAt);
  }

  private async reconcile(): Promise<void> {
    this.uncertain = false;
    this.releaseEpoch += 1;
    try {
      await this.parts.lease.renew();
      await this.parts.storage.releaseRuns({ lease: this.parts.lease.lease, except: this.parts.owned.keys() });
    } catch (error) {
      this.requestTimedOut();
      throw error;
    } finally {
      this.releaseEpoch += 1;
    }
    this.parts.events.emit('reconciled');
  }

  /** Claims due runs. Returns the number of runs claimed. */
  private async claim(): Promise<number> {
    const flows = this.parts.registry.versions();
    if (flows.length === 0) return 0;
    const dropped = [...this.dropped];
    let claimed = 0;
    for (;;) {
      const before = this.releaseEpoch;
      const runs = await this.claimSome(flows);
      claimed += runs.length;
      for (const run of runs) {
        if (this.stopped) return claimed;
        if (this.releaseEpoch === before) await this.adopt(run, this.dueTime(run));
        else this.markUncertain(run.key, this.dropped.get(run.key));
      }
      if (runs.length < BATCH) break;
    }
    // Runs that were not claimed are waiting, or another engine owns them.
    for (const [key, known] of dropped)
      if (this.dropped.get(key) === known && !this.uncertain) this.dropped.delete(key);
    return claimed;
  }

  /** Claims the runs that are due although the wall clock was set back. Returns the number of runs claimed. */
  private async claimOverdue(): Promise<number> {
    let claimed = 0;
    for (const [key, wakeAt] of this.sleeping.takeDue()) {
      const run = await this.claimOne(key);
      if (this.stopped) break;
      if (!run) continue;
      claimed += 1;
      // Another engine may have continued it since.
      await this.adopt(run, run.head.wakeAt === wakeAt ? wakeAt : this.parts.clock.now());
    }
    return claimed;
  }

  /**
   * Returns the time by which the timers of a claimed run are due. A run that has nothing else to do was claimed for its
   * timer, even if this clock does not show it yet: the engine that set it was ahead.
   */
  private dueTime({ head, inbox }: StoredRun): number {
    const now = this.parts.clock.now();
    return head.busy || inbox.length > 0 ? now : Math.max(now, head.wakeAt ?? now);
  }

  /** Continues a run that was claimed; its timers are due by `now`. */
  private adopt(run: ClaimedRun, now: number): Promise<void> | undefined {
    const { owned, registry, events } = this.parts;
    this.sleeping.delete(run.key);
    const dropped = this.dropped.get(run.key);
    if (dropped?.isStuck === true && dropped.refusal) return this.fail(run, stuck(run, dropped.refusal.error));
    try {
      owned.adopt(registry.byName(run.origin.flow, run.origin.version), run, { now, dropped });
    } catch (error) {
      if (isUnreadable(error)) return this.fail(run, error);
      // The run cannot be executed here. It stays claimed, so that it is not tried again and again.
      events.emit('failed', error);
    }
    return undefined;
  }

  /** Fails a run whose stored data cannot be read, or whose next state cannot be written. */
  private async fail(run: StoredRun, error: MillraceError): Promise<void> {
    this.refused.delete(run.key);
    try {
      await this.parts.broken.fail(run, withoutStacks(toFailure(error, this.parts.clock.now())));
    } catch (problem) {
      this.requestTimedOut(run.key);
      throw problem;
    }
  }

  /** Claims a run that no engine owns, whether or not it is due. */
  async claimOne(run: RunKey): Promise<ClaimedRun | undefined> {
    const { storage, lease } = this.parts;
    try {
      const claimed = await storage.claimOne({ lease: lease.lease, run });
      return claimed && (await withLosses(storage, [claimed]))[0];
    } catch (error) {
      this.requestTimedOut();
      throw error;
    }
  }

  private async claimSome(flows: ReturnType<FlowRegistry['versions']>): Promise<readonly ClaimedRun[]> {
    const { storage, lease, clock } = this.parts;
    try {
      const runs = await storage.claim({ lease: lease.lease, flows, now: clock.now(), limit: BATCH });
      return await withLosses(storage, runs);
    } catch (error) {
      this.requestTimedOut();
      throw error;
    }
  }

  /** Sleeps until the next timer of a run without an owner, or until the next poll. */
  private sleepUntil(wakeAt = Number.POSITIVE_INFINITY): void {
    if (this.stopped) return;
    const { clock, storage } = this.parts;
    const pollMs = storage.pollMs ?? Number.POSITIVE_INFINITY;
    const delayMs = Math.min(wakeAt - clock.now(), pollMs, this.sleeping.nextDelayMs());
    if (delayMs === Number.POSITIVE_INFINITY) return;
    this.timer = this.parts.clock.setTimer(Math.max(delayMs, 0), () => {
      this.poll();
    });
    // A sleeping run does not keep the process alive, and neither does a run that waits for a signal.
    this.timer.unref();
  }

  private onFailed(error: unknown): void {
    this.parts.events.emit('failed', error);
    this.pollLater();
  }

  /** Handles messages that were not delivered. A run that cannot read its messages is claimed anew, and fails then. */
  private onUndelivered(key: RunKey, error: unknown): void {
    const run = this.parts.owned.get(key);
    if (run && isUnreadable(error)) {
      this.parts.owned.abandon(run);
      this.markUncertain(key);
    } else this.onFailed(error);
  }

  private async deliverNow(key: RunKey): Promise<void> {
    this.delivering.add(key);
    try {
      while (this.runsWithMessages.delete(key)) {
        const run = this.parts.owned.get(key);
        if (run?.position.status !== 'owned') break;
        const messages = await this.parts.storage.messages({ run: key, after: run.position.lastMessage });
        if (this.stopped) break;
        this.parts.owned.deliver(run, messages);
      }
    } catch (error) {
      this.onUndelivered(key, error);
    }
    this.runsWithMessages.delete(key);
    this.delivering.delete(key);
    if (!this.parts.owned.get(key)) this.poll();
  }
}

/** Returns the error for a run whose next state cannot be written, not even with the failure of what it is doing. */
function stuck({ origin: { id }, head }: StoredRun, cause: Error): MillraceError {
  const code = MillraceError.is(cause) ? cause.code : 'STORAGE_UNAVAILABLE';
  const message = `run ${id} cannot continue at "${head.at.join('", "')}": ${cause.message}`;
  return new MillraceError(code, message, { cause, details: { runId: id, at: head.at } });
}
