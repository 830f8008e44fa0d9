import type { Pace } from './pace';

/** No more than `permits` calls in any `perMs`, wherever that begins: the times of the last calls are remembered. */
export class ExactPace implements Pace {
  /** Times of the last calls; once it is full, the next one replaces the oldest, at `next`. */
  private taken: number[] = [];
  private next = 0;

  constructor(
    private readonly permits: number,
    private readonly perMs: number,
  ) {}

  waitMs(now: number, ahead: number): number {
    const { taken, permits, perMs } = this;
    const isFull = taken.length === permits;
    const place = isFull ? ahead : ahead - (permits - taken.length);
    if (place < 0) return 0;
    // Who stands further back than one round waits for those before him to become old, too.
    const rounds = Math.floor(place / permits);
    const index = place % permits;
    const before = taken[isFull ? (this.next + index) % permits : index] ?? now;
    return Math.max(before + perMs - now, 0) + rounds * perMs;
  }

  take(now: number): void {
    this.taken[this.next] = now;
    this.next = (this.next + 1) % this.permits;
  }

  free(now: number): number {
    const recent = this.taken.filter((at) => now - at < this.perMs).length;
    return this.permits - recent;
  }

  shift(ms: number): void {
    this.taken = this.taken.map((at) => at - ms);
  }
}
