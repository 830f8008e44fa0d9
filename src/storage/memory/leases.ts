import type { Lease } from '../port';

/** The leases of engines that live. */
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

  /** One that was ended is not brought back. */
  renew({ id }: Lease, now: number, ttlMs: number): boolean {
    if (!this.until.has(id)) return false;
    this.until.set(id, now + ttlMs);
    return true;
  }

  /** Gives whether it had not been ended before. */
  end({ id }: Lease): boolean {
    return this.until.delete(id);
  }

  endedBy(now: number): readonly Lease[] {
    return [...this.until].filter(([, until]) => until <= now).map(([id]) => ({ id }));
  }
}
