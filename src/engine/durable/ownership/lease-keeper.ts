import type { Clock, ClockTimer } from '../../../step';
import type { Lease, Storage } from '../../../storage/port';

/** What a lease's life means for an engine. */
export interface LeaseListener {
  /** The lease was ended by another engine: the runs are not ours any more. */
  readonly onLost: () => void;
  /** There is a new lease after one that was lost. */
  readonly onRegained: () => void;
  readonly onError: (error: unknown) => void;
}

/** Keeps the engine's lease alive, and ends those of engines that have gone. */
export class LeaseKeeper {
  private current: Lease | undefined = undefined;
  /** Until when nobody else may have ended it. */
  private until = Number.NEGATIVE_INFINITY;
  private timer: ClockTimer | undefined = undefined;
  private closed = false;
  private renewing: Promise<boolean> | undefined = undefined;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly engine: string,
    /** How long an engine that says nothing any more keeps its runs. */
    readonly ttlMs: number,
    private readonly listener: LeaseListener,
  ) {}

  get lease(): Lease {
    if (this.current) return this.current;
    throw new Error('the engine has no lease yet');
  }

  /** Whether so much time has passed that another engine may own the runs by now; only {@link renew} can tell. */
  get isInDoubt(): boolean {
    return this.clock.now() >= this.until;
  }

  async open(): Promise<void> {
    await this.acquire();
    await this.storage.endLeases({ now: this.clock.now() });
    this.schedule(this.ttlMs / 3);
  }

  /** A lease that cannot be closed ends by itself: a storage that cannot be reached keeps nobody from stopping. */
  async close(): Promise<void> {
    this.closed = true;
    this.timer?.clear();
    // What is under way may give another lease.
    await this.renewing?.catch(() => false);
    if (!this.current) return;
    try {
      await this.storage.closeLease({ lease: this.current });
    } catch (error) {
      this.listener.onError(error);
    }
  }

  /** Renews the lease. `false`: it had been ended, nothing is owned any more, and there is a new one. */
  renew(): Promise<boolean> {
    this.renewing ??= this.renewNow().finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  private async renewNow(): Promise<boolean> {
    const now = this.clock.now();
    if (await this.storage.renewLease({ lease: this.lease, now, ttlMs: this.ttlMs })) {
      this.until = now + this.ttlMs;
      return true;
    }
    this.listener.onLost();
    await this.acquire();
    this.listener.onRegained();
    return false;
  }

  private async acquire(): Promise<void> {
    const now = this.clock.now();
    this.current = await this.storage.openLease({ engine: this.engine, now, ttlMs: this.ttlMs });
    this.until = now + this.ttlMs;
  }

  private schedule(delayMs: number): void {
    if (this.closed) return;
    this.timer = this.clock.setTimer(Math.ceil(delayMs), () => void this.tick());
    this.timer.unref();
  }

  private async tick(): Promise<void> {
    try {
      await this.renew();
      // An answer that took longer than the lease lasts must not lead to its own end.
      if (!this.isInDoubt) await this.storage.endLeases({ now: this.clock.now() });
      this.schedule(this.ttlMs / 3);
    } catch (error) {
      this.listener.onError(error);
      // There is time for a few more attempts before another engine may take the runs.
      this.schedule(this.ttlMs / 10);
    }
  }
}
