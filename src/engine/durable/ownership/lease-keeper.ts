import type { Clock, ClockTimer } from '../../../step';
import type { Lease, Storage } from '../../../storage/port';
import type { OwnershipEvents } from './ownership-events';

/** The dependencies of a {@link LeaseKeeper}. */
export interface LeaseKeeperParts {
  readonly storage: Storage;
  readonly clock: Clock;
  /** The id of the engine. */
  readonly engine: string;
  /** The time for which an unresponsive engine keeps its runs, in ms. */
  readonly ttlMs: number;
  readonly events: OwnershipEvents;
}

/** Renews the lease of the engine, and ends expired leases of other engines. */
export class LeaseKeeper {
  private current: Lease | undefined = undefined;
  /** The time by the monotonic clock until which no other engine can have ended the lease, in ms. */
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

  /** Whether the lease may have expired, so that another engine may own the runs; only {@link renew} can decide it. */
  get isInDoubt(): boolean {
    return this.parts.clock.monotonic() >= this.until;
  }

  async open(): Promise<void> {
    await this.acquire();
    await this.parts.storage.endLeases({ now: this.parts.clock.now() });
    this.schedule(this.ttlMs / 3);
  }

  /**
   * Closes the lease. An error is only reported: the lease expires anyway, so an unreachable storage does not block
   * stopping.
   */
  async close(): Promise<void> {
    this.closed = true;
    this.timer?.clear();
    // A renewal in flight may open a new lease.
    await this.renewing?.catch(() => false);
    if (!this.current) return;
    try {
      await this.parts.storage.closeLease({ lease: this.current });
    } catch (error) {
      this.parts.events.emit('failed', error);
    }
  }

  /**
   * Renews the lease. Resolves to `false` if it had been ended: no run is owned any more, and a new lease was opened.
   */
  renew(): Promise<boolean> {
    this.renewing ??= this.renewNow().finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  private async renewNow(): Promise<boolean> {
    const { clock, storage } = this.parts;
    const since = clock.monotonic();
    if (await storage.renewLease({ lease: this.lease, now: clock.now(), ttlMs: this.ttlMs })) {
      this.until = since + this.ttlMs;
      return true;
    }
    this.parts.events.emit('leaseLost');
    await this.acquire();
    this.parts.events.emit('leaseRegained');
    return false;
  }

  private async acquire(): Promise<void> {
    const { clock, storage, engine } = this.parts;
    const since = clock.monotonic();
    this.current = await storage.openLease({ engine, now: clock.now(), ttlMs: this.ttlMs });
    this.until = since + this.ttlMs;
  }

  private schedule(delayMs: number): void {
    if (this.closed) return;
    this.timer = this.parts.clock.setTimer(Math.ceil(delayMs), () => void this.tick());
    this.timer.unref();
  }

  private async tick(): Promise<void> {
    try {
      await this.renew();
      // If the response took longer than the lease lasts, this engine would end its own lease.
      if (!this.isInDoubt) await this.parts.storage.endLeases({ now: this.parts.clock.now() });
      this.schedule(this.ttlMs / 3);
    } catch (error) {
      this.parts.events.emit('failed', error);
      // A few more attempts fit in before another engine may claim the runs.
      this.schedule(this.ttlMs / 10);
    }
  }
}
