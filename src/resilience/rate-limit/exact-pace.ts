import type { Pace } from './pace';

/** A pace of at most `permits` calls in any period of `perMs`, by the times of the last calls. */
export class ExactPace implements Pace {
  /** Times of the last calls; once the list is full, the next one replaces the oldest, at `next`. */
  private readonly callTimes: number[] = [];
  private next = 0;

  constructor(
    private readonly permits: number,
    private readonly perMs: number,
  ) {}

  waitMs(now: number, ahead: number): number {
    const { callTimes, permits, perMs } = this;
    const isFull = callTimes.length === permits;
    const place = isFull ? ahead : ahead - (permits - callTimes.length);
    if (place < 0) return 0;
    // A call further back than one round also waits for the calls ahead of it to expire.
    const rounds = Math.floor(place / permits);
    const index = place % permits;
    const before = callTimes[isFull ? (this.next + index) % permits : index] ?? now;
    return Math.max(before + perMs - now, 0) + rounds * perMs;
  }

  take(now: number): void {
    this.callTimes[this.next] = now;
    this.next = (this.next + 1) % this.permits;
  }

  free(now: number): number {
    const recent = this.callTimes.filter((at) => now - at < this.perMs).length;
    return this.permits - recent;
  }
}
