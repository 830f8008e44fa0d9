import type { FlowRegistry } from '../../../execution/registry/flow-registry';
import type { Clock, ClockTimer } from '../../../step';
import type { RunKey, Storage } from '../../../storage/port';
import type { LiveRun } from '../../driver/live-run';
import type { RefusedWrite } from '../journal/run-journal';
import { Backoff } from './backoff';
import type { LeaseKeeper } from './lease-keeper';
import type { DroppedRun, OwnedRuns } from './owned-runs';

/** Most runs that are claimed at once. */
const BATCH = 64;

/** What claiming tells the engine. */
export interface RunClaimerListener {
  readonly onError: (error: unknown) => void;
  /** Something may have been written that nobody here was told of. */
  readonly onReconciled: () => void;
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

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly lease: LeaseKeeper,
    private readonly registry: FlowRegistry,
    private readonly owned: OwnedRuns,
    private readonly listener: RunClaimerListener,
  ) {}

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
    if (!this.owned.get(key)) {
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
    this.secondReconciliation = this.clock.setTimer(this.lease.ttlMs, () => {
      this.secondReconciliation = undefined;
      this.markUncertain();
    });
    this.secondReconciliation.unref();
  }

  /** A run is not ours any more, or nobody knows what was written of it. */
  lost(run: LiveRun, error: Error | undefined): void {
    this.owned.abandon(run);
    const key = run.extra?.stored?.key;
    if (error) {
      this.listener.onError(error);
      this.requestTimedOut(key);
    } else this.markUncertain(key);
  }

  /** What has happened to a run cannot be written. */
  refused(run: LiveRun, refusal: RefusedWrite): void {
    this.owned.abandon(run);
    this.listener.onError(refusal.error);
    this.markUncertain(run.extra?.stored?.key, { refusal });
  }

  /** The lease was ended, and with it every right to what the storage gave to the engine under it. */
  leaseLost(): void {
    this.releaseEpoch += 2;
  }

  /** Something to ask of {@link mayBeReleasedSince} later. */
  get epoch(): number {
    return this.releaseEpoch;
  }

  /** Whether a run that the storage gave to the engine since a moment may have been given back already. */
  mayBeReleasedSince(since: number): boolean {
    return this.releaseEpoch !== since || this.releaseEpoch % 2 === 1 || this.lease.isInDoubt;
  }

  /** Looks again when a storage that has failed may have recovered. */
  private pollLater(): void {
    if (this.stopped || this.retry) return;
    this.retry = this.clock.setTimer(this.backoff.after(this.clock.now()), () => {
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
        const addressed = await this.storage.runsWithMessages({ lease: this.lease.lease });
        for (const key of addressed) if (this.owned.get(key)) this.deliver(key);
        wakeAt = await this.storage.nextWake({ flows: this.registry.versions() });
        if (claimed === 0 && wakeAt !== undefined && wakeAt <= this.clock.now()) {
          // Something is due and is not given to us: another engine is quicker, or has ended the lease.
          wakeAt = undefined;
          this.pollLater();
          await this.lease.renew();
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
      await this.lease.renew();
      await this.storage.releaseRuns({ lease: this.lease.lease, except: this.owned.keys() });
    } catch (error) {
      this.requestTimedOut();
      throw error;
    } finally {
      this.releaseEpoch += 1;
    }
    this.listener.onReconciled();
  }

  /** Gives how many runs it has got. */
  private async claim(): Promise<number> {
    const flows = this.registry.versions();
    if (flows.length === 0) return 0;
    const dropped = [...this.dropped];
    let claimed = 0;
    for (;;) {
      const runs = await this.claimSome(flows);
      claimed += runs.length;
      for (const run of runs) {
        if (this.stopped) return claimed;
        try {
          this.owned.adopt(this.registry.byName(run.origin.flow, run.origin.version), run, this.dropped.get(run.key));
        } catch (error) {
          // It cannot be read. It stays where it is, so that it is not tried again and again.
          this.listener.onError(error);
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
      return await this.storage.claim({ lease: this.lease.lease, flows, now: this.clock.now(), limit: BATCH });
    } catch (error) {
      this.requestTimedOut();
      throw error;
    }
  }

  /** Sleeps until the next timer of a run that nobody owns, or the next poll. */
  private sleepUntil(wakeAt = Number.POSITIVE_INFINITY): void {
    if (this.stopped) return;
    const delayMs = Math.min(wakeAt - this.clock.now(), this.storage.pollMs ?? Number.POSITIVE_INFINITY);
    if (delayMs === Number.POSITIVE_INFINITY) return;
    this.timer = this.clock.setTimer(Math.max(delayMs, 0), () => {
      this.poll();
    });
    // A run that sleeps keeps a process alive as little as one that waits for a signal.
    this.timer.unref();
  }

  private failed(error: unknown): void {
    this.listener.onError(error);
    this.pollLater();
  }

  private async deliverNow(key: RunKey): Promise<void> {
    this.delivering.add(key);
    try {
      while (this.runsWithMessages.delete(key)) {
        const run = this.owned.get(key);
        const stored = run?.extra?.stored;
        if (!run || stored?.status !== 'owned') break;
        const messages = await this.storage.messages({ run: key, after: stored.lastMessage });
        if (this.stopped) break;
        this.owned.deliver(run, messages);
      }
    } catch (error) {
      this.failed(error);
    }
    this.runsWithMessages.delete(key);
    this.delivering.delete(key);
    if (!this.owned.get(key)) this.poll();
  }
}
