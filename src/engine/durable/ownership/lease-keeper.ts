import type { Clock, ClockTimer } from '../../../step';
import type { Lease, Storage } from '../../../storage/port';
import type { OwnershipEvents } from './ownership-events';

/** What a lease keeper is made of. */
export interface LeaseKeeperParts {
  readonly storage: Storage;
  readonly clock: Clock;
  /** The id of the engine. */
  readonly engine: string;
  /** How long an engine that gives no sign of life keeps its runs, in ms. */
  readonly ttlMs: number;
  readonly events: OwnershipEvents;
}

/** Keeps the engine's lease alive, and ends those of engines that have gone. */
export class LeaseKeeper {
  private current: Lease | undefined = undefined;
  /** Until when nobody else may have ended it. */
  private until = Number.NEGATIVE_INFINITY;
  private timer: ClockTimer | undefined = undefined;
  private closed = false;
  private renewing: Promise<boolean> | undefined = undefined;

  constructor(private readonly parts: LeaseKeeperParts) {}

  get ttlMs(): number {
    return this.parts.ttlMs;
  }

  get lease(): Lease {
    if (this.current) return this.current;
    throw new Error('the engine has no lease yet');
  }

  /** Whether so much time has passed that another engine may own the runs by now; only {@link renew} can tell. */
  get isInDoubt(): boolean {
    return this.parts.clock.now() >= this.until;
  }

  async open(): Promise<void> {
    await this.acquire();
    await this.parts.storage.endLeases({ now: this.parts.clock.now() });
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
      await this.parts.storage.closeLease({ lease: this.current });
    } catch (error) {
      this.parts.events.emit('failed', error);
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
    const now = this.parts.clock.now();
    if (await this.parts.storage.renewLease({ lease: this.lease, now, ttlMs: this.ttlMs })) {
      this.until = now + this.ttlMs;
      return true;
    }
    this.parts.events.emit('leaseLost');
    await this.acquire();
    this.parts.events.emit('leaseRegained');
    return false;
  }

  private async acquire(): Promise<void> {
    const now = this.parts.clock.now();
    this.current = await this.parts.storage.openLease({ engine: this.parts.engine, now, ttlMs: this.ttlMs });
    this.until = now + this.ttlMs;
  }

  private schedule(delayMs: number): void {
    if (this.closed) return;
    this.timer = this.parts.clock.setTimer(Math.ceil(delayMs), () => void this.tick());
    this.timer.unref();
  }

  private async tick(): Promise<void> {
    try {
      await this.renew();
      // An answer that took longer than the lease lasts must not lead to its own end.
      if (!this.isInDoubt) await this.parts.storage.endLeases({ now: this.parts.clock.now() });
      this.schedule(this.ttlMs / 3);
    } catch (error) {
      this.parts.events.emit('failed', error);
      // There is time for a few more attempts before another engine may take the runs.
      this.schedule(this.ttlMs / 10);
    }
  }
}
