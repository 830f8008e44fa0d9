import type { Clock, ClockTimer } from '../../../step';
import type { Lease, Storage } from '../../../storage/port';
import { LeaseWatch } from './lease-watch';
import type { OwnershipEvents } from './ownership-events';
import { Patience } from './patience';

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

/** Renews the lease of the engine, and ends the leases of engines that are dead. */
export class LeaseKeeper {
  private current: Lease | undefined = undefined;
  /** The times by the two clocks until which no other engine can have ended the lease, in ms. */
  private until = Number.NEGATIVE_INFINITY;
  private wallUntil = Number.NEGATIVE_INFINITY;
  private timer: ClockTimer | undefined = undefined;
  /** The time by the monotonic clock at which the timer is due. */
  private dueAt = Number.POSITIVE_INFINITY;
  private closed = false;
  private renewing: Promise<boolean> | undefined = undefined;
  private readonly intervalMs: number;
  private readonly patience: Patience;
  private readonly watch: LeaseWatch;

  constructor(private readonly parts: LeaseKeeperParts) {
    const { storage, clock, ttlMs, events } = parts;
    this.intervalMs = Math.ceil(ttlMs / 3);
    this.patience = new Patience(ttlMs);
    this.watch = new LeaseWatch({ storage, clock, ttlMs, intervalMs: this.intervalMs, events });
  }

  get ttlMs(): number {
    return this.parts.ttlMs;
  }

  get lease(): Lease {
    if (this.current) return this.current;
    throw new Error('the engine has no lease yet');
  }

  /**
   * Whether another engine may have ended the lease and own the runs; only {@link renew} can decide it. A suspension of the
   * machine may show on the wall clock alone.
   */
  get isInDoubt(): boolean {
    const { clock } = this.parts;
    return clock.monotonic() >= this.until || clock.now() >= this.wallUntil;
  }

  async open(): Promise<void> {
    await this.acquire();
    await this.watch.look(this.lease);
    this.schedule(this.intervalMs);
  }

  /**
   * Closes the lease. An error is only reported: other engines end the lease anyway, so an unreachable storage does not
   * block stopping.
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
    const { clock, storage, events } = this.parts;
    const { lease } = this;
    const lateMs = clock.monotonic() - this.dueAt;
    this.patience.note(this.intervalMs + lateMs);
    if (await this.begin((now, ttlMs) => storage.renewLease({ lease, now, ttlMs }))) return true;
    events.emit('leaseLost');
    await this.acquire(lease);
    events.emit('leaseRegained');
    return false;
  }

  private async acquire(replaces?: Lease): Promise<void> {
    const { storage, engine } = this.parts;
    this.current = await this.begin((now, ttlMs) => storage.openLease({ engine, now, ttlMs, replaces }));
  }

  /** Sends a request that begins the time of the lease anew, unless its answer is `false`. */
  private async begin<Answer>(request: (now: number, ttlMs: number) => Promise<Answer>): Promise<Answer> {
    const { clock } = this.parts;
    const { ms } = this.patience;
    const [since, now] = [clock.monotonic(), clock.now()];
    const answer = await request(now, ms);
    if (answer !== false) {
      this.until = since + ms;
      this.wallUntil = now + ms;
    }
    return answer;
  }

  private schedule(delayMs: number): void {
    if (this.closed) return;
    this.dueAt = this.parts.clock.monotonic() + delayMs;
    this.timer = this.parts.clock.setTimer(delayMs, () => void this.tick());
    this.timer.unref();
  }

  private async tick(): Promise<void> {
    try {
      await this.renew();
      await this.watch.look(this.lease);
      this.schedule(this.intervalMs);
    } catch (error) {
      this.parts.events.emit('failed', error);
      // A few more attempts fit in before another engine may claim the runs.
      this.schedule(Math.ceil(this.ttlMs / 10));
    }
  }
}
