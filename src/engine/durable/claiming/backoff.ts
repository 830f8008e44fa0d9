/** The first delay, in ms. Each further delay is twice as long. */
const FIRST_MS = 50;
const LONGEST_MS = 5000;
/** The time without a fault, in ms, after which the delay starts over. */
const APART_MS = 10_000;

/** The delay before a failed storage is tried again; it grows with the number of recent faults. */
export class Backoff {
  private faults = 0;
  private latest = Number.NEGATIVE_INFINITY;

  /** Returns the delay after a fault at `now`, in ms. */
  after(now: number): number {
    if (now - this.latest > APART_MS) this.faults = 0;
    this.latest = now;
    const delayMs = Math.min(FIRST_MS * 2 ** this.faults, LONGEST_MS);
    this.faults += 1;
    return delayMs;
  }
}
