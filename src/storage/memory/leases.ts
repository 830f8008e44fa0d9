import { KEPT_RETURNED_LEASES } from '../adapter-kit/returned-leases';
import type { Lease, OpenLease } from '../port';

/** The active leases of engines, and the ended ones whose engines came back. */
export class Leases {
  private readonly active = new Map<number, OpenLease>();
  private readonly back = new Set<number>();
  private latest = 0;

  open(engine: string, now: number, ttlMs: number, replaces: Lease | undefined): Lease {
    const id = ++this.latest;
    this.active.set(id, { id, engine, renewal: 0, renewedAt: now, ttlMs });
    if (replaces) this.addReturned(replaces);
    return { id };
  }

  lives({ id }: Lease): boolean {
    return this.active.has(id);
  }

  /** Renews a lease. Returns false if it has ended; an ended lease stays ended. */
  renew({ id }: Lease, now: number, ttlMs: number): boolean {
    const lease = this.active.get(id);
    if (!lease) return false;
    this.active.set(id, { ...lease, renewal: lease.renewal + 1, renewedAt: now, ttlMs });
    return true;
  }

  /** Ends a lease. Returns false if it had ended before. */
  end({ id }: Lease): boolean {
    return this.active.delete(id);
  }

  /** Returns whether a lease has this number of renewals. */
  isAt({ id }: Lease, renewal: number): boolean {
    return this.active.get(id)?.renewal === renewal;
  }

  /** Returns all active leases but one. */
  others(than: Lease): readonly OpenLease[] {
    return [...this.active.values()].filter(({ id }) => id !== than.id);
  }

  /** The ended leases whose engines came back. */
  returned(): readonly number[] {
    return [...this.back];
  }

  private addReturned({ id }: Lease): void {
    this.back.add(id);
    const [oldest] = this.back;
    if (this.back.size > KEPT_RETURNED_LEASES && oldest !== undefined) this.back.delete(oldest);
  }
}
