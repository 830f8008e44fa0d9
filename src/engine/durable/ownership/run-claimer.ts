import { hasEnded } from '../../../core';
import type { FlowRegistry } from '../../../execution/registry/flow-registry';
import type { Clock, ClockTimer } from '../../../step';
import type { RunKey, Storage } from '../../../storage/port';
import type { RefusedWrite } from '../journal/refused-write';
import { Backoff } from './backoff';
import type { LeaseKeeper } from './lease-keeper';
import type { OwnedRun } from './owned-run';
import type { DroppedRun, OwnedRuns } from './owned-runs';
import type { OwnershipEvents } from './ownership-events';

/** Most runs that are claimed at once. */
const BATCH = 64;

/** What a run claimer is made of. */
export interface RunClaimerParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly lease: LeaseKeeper;
  readonly registry: FlowRegistry;
  readonly owned: OwnedRuns;
  readonly events: OwnershipEvents;
}

/**
 * Claims runs that have something to do, and brings what is sent to runs that are owned.
 *
 * Where an answer of the storage did not come, the engine and the storage may be of different minds about which runs it owns. Then
 * the engine gives back whatever it does not know of, and claims it anew: the one way back for every kind of fault.
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
  /** Runs to which something may have been sent since their messages were read. */
  private readonly runsWithMessages = new Set<RunKey>();
  private readonly backoff = new Backoff();
  private uncertain = false;
  /** Runs that were dropped and will come again, and what has to be known of them then. */
  private readonly dropped = new Map<RunKey, DroppedRun>();
  /** Odd while runs are being given back; grows when that is done, and when the lease is lost. */
  private releaseEpoch = 0;

  constructor(private readonly parts: RunClaimerParts) {
    const { events } = parts;
    events.on('leaseLost', () => {
      this.releaseEpoch += 2;
    });
    events.on('leaseRegained', () => {
      this.poll();
    });
    events.on('released', ({ state }) => {
      if (!hasEnded(state.status)) this.poll();
    });
    events.on('lost', (run, cause) => {
      this.onOwnershipLost(run, cause);
    });
    events.on('refused', (run, refusal) => {
      this.onRefused(run, refusal);
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
  }

  /** Looks for runs that have something to do, as soon as it can. */
  poll(): void {
    if (this.stopped || !this.started) return;
    this.pollAgain = true;
    if (!this.polling) void this.pollNow();
  }

  /** Brings a run what was sent to it. */
  deliver(key: RunKey): void {
    if (this.stopped) return;
    if (!this.parts.owned.get(key)) {
      this.poll();
      return;
    }
    this.runsWithMessages.add(key);
    if (!this.delivering.has(key)) void this.deliverNow(key);
  }

  /** The storage may have given the engine a run, or taken it away, without its knowing. */
  markUncertain(key?: RunKey, dropped: DroppedRun = {}): void {
    if (this.stopped) return;
    if (key !== undefined) this.dropped.set(key, dropped);
    this.uncertain = true;
    this.pollLater();
  }

  /**
   * A request got no answer. A server may still be at it, and do it after the engine has given back what it did not know of; so
   * the engine does that once more when nothing can be under way any longer.
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

  /** Whether a run that the storage gave to the engine since a moment may have been given back already. */
  mayBeReleasedSince(since: number): boolean {
    return this.releaseEpoch !== since || this.releaseEpoch % 2 === 1 || this.parts.lease.isInDoubt;
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

  /** Drops a run of which a commit can never be written; it is claimed anew, and told why. */
  private onRefused(run: OwnedRun, refusal: RefusedWrite): void {
    const { owned, events } = this.parts;
    owned.abandon(run);
    events.emit('failed', refusal.error);
    this.markUncertain(run.position.key, { refusal });
  }

  /** Polls again when a storage that has failed may have recovered. */
  private pollLater(): void {
    if (this.stopped || this.retry) return;
    this.retry = this.parts.clock.setTimer(this.backoff.after(this.parts.clock.now()), () => {
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
        const claimed = await this.claim();
        // One that is not here yet is about to begin or to be given up, and gets its mail then.
        const addressed = await this.parts.storage.runsWithMessages({ lease: this.parts.lease.lease });
        for (const key of addressed) if (this.parts.owned.get(key)) this.deliver(key);
        wakeAt = await this.parts.storage.nextWake({ flows: this.parts.registry.versions() });
        if (claimed === 0 && wakeAt !== undefined && wakeAt <= this.parts.clock.now()) {
          // Something is due and is not given to us: another engine is quicker, or has ended the lease.
          wakeAt = undefined;
          this.pollLater();
          await this.parts.lease.renew();
        }
      }
    } catch (error) {
      this.failed(error);
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

  /** Gives how many runs it has got. */
  private async claim(): Promise<number> {
    const flows = this.parts.registry.versions();
    if (flows.length === 0) return 0;
    const dropped = [...this.dropped];
    let claimed = 0;
    for (;;) {
      const runs = await this.claimSome(flows);
      claimed += runs.length;
      for (const run of runs) {
        if (this.stopped) return claimed;
        try {
          this.parts.owned.adopt(
            this.parts.registry.byName(run.origin.flow, run.origin.version),
            run,
            this.dropped.get(run.key),
          );
        } catch (error) {
          // It cannot be read. It stays where it is, so that it is not tried again and again.
          this.parts.events.emit('failed', error);
        }
      }
      if (runs.length < BATCH) break;
    }
    // Those that did not come wait for something, or another engine has them.
    for (const [key, known] of dropped)
      if (this.dropped.get(key) === known && !this.uncertain) this.dropped.delete(key);
    return claimed;
  }

  private async claimSome(flows: ReturnType<FlowRegistry['versions']>): ReturnType<Storage['claim']> {
    try {
      return await this.parts.storage.claim({
        lease: this.parts.lease.lease,
        flows,
        now: this.parts.clock.now(),
        limit: BATCH,
      });
    } catch (error) {
      this.requestTimedOut();
      throw error;
    }
  }

  /** Sleeps until the next timer of a run that nobody owns, or the next poll. */
  private sleepUntil(wakeAt = Number.POSITIVE_INFINITY): void {
    if (this.stopped) return;
    const delayMs = Math.min(wakeAt - this.parts.clock.now(), this.parts.storage.pollMs ?? Number.POSITIVE_INFINITY);
    if (delayMs === Number.POSITIVE_INFINITY) return;
    this.timer = this.parts.clock.setTimer(Math.max(delayMs, 0), () => {
      this.poll();
    });
    // A run that sleeps keeps a process alive as little as one that waits for a signal.
    this.timer.unref();
  }

  private failed(error: unknown): void {
    this.parts.events.emit('failed', error);
    this.pollLater();
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
      this.failed(error);
    }
    this.runsWithMessages.delete(key);
    this.delivering.delete(key);
    if (!this.parts.owned.get(key)) this.poll();
  }
}
