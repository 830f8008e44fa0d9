import type { Pace } from './pace';

/**
 * A bucket of `burst` permits that is refilled at an even rate; with a bucket of one, calls are evenly spaced. It
 * stores the time at which the bucket is full again, in units of 1/`permits` ms since it was last full, to avoid
 * rounding errors.
 */
export class BucketPace implements Pace {
  private since = 0;
  private fullAt = 0;

  constructor(
    private readonly permits: number,
    private readonly perMs: number,
    private readonly burst: number,
  ) {}

  waitMs(now: number, ahead: number): number {
    const missing = this.level(now) + (ahead + 1 - this.burst) * this.perMs;
    return Math.max(Math.ceil(missing / this.permits), 0);
  }

  take(now: number): void {
    // A call less than 1 ms after the bucket was full may have waited for that; it must not slow the pace down.
    if ((now - this.since) * this.permits - this.fullAt >= this.permits) {
      this.since = now;
      this.fullAt = 0;
    }
    this.fullAt += this.perMs;
  }

  free(now: number): number {
    return Math.floor(this.burst - this.level(now) / this.perMs);
  }

  /** Returns the amount missing until the bucket is full. One permit equals `perMs`. */
  private level(now: number): number {
    return Math.max(this.fullAt - (now - this.since) * this.permits, 0);
  }
}
