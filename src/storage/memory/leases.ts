import type { Lease } from '../port';

/** The active leases of engines. */
export class Leases {
  private readonly until = new Map<number, number>();
  private latest = 0;

  open(now: number, ttlMs: number): Lease {
    const id = ++this.latest;
    this.until.set(id, now + ttlMs);
    return { id };
  }

  lives({ id }: Lease): boolean {
    return this.until.has(id);
  }

  /** Renews a lease. Returns false if it has ended; an ended lease stays ended. */
  renew({ id }: Lease, now: number, ttlMs: number): boolean {
    if (!this.until.has(id)) return false;
    this.until.set(id, now + ttlMs);
    return true;
  }

  /** Ends a lease. Returns false if it had ended before. */
  end({ id }: Lease): boolean {
    return this.until.delete(id);
  }

  endedBy(now: number): readonly Lease[] {
    return [...this.until].filter(([, until]) => until <= now).map(([id]) => ({ id }));
  }
}
