/** The first wait, in ms. Each further one is twice as long. */
const FIRST_MS = 50;
const LONGEST_MS = 5000;
/** Faults that come later than this after one another have nothing to do with each other. */
const APART_MS = 10_000;

/** How long to wait before a storage that has failed is asked again: the longer, the more often it has failed lately. */
export class Backoff {
  private faults = 0;
  private latest = Number.NEGATIVE_INFINITY;

  /** The wait after a fault at `now`, in ms. */
  after(now: number): number {
    if (now - this.latest > APART_MS) this.faults = 0;
    this.latest = now;
    const delayMs = Math.min(FIRST_MS * 2 ** this.faults, LONGEST_MS);
    this.faults += 1;
    return delayMs;
  }
}
