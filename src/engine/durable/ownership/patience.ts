/** The longest time that an engine asks others to wait for it, unless its lease is longer, in ms. */
const LONGEST_MS = 3_600_000;
/** The part of the current duration that remains after each renewal. */
const DECAY = 0.95;

/**
 * The duration of a lease, by how long its engine was lately kept from renewing it by its own event loop. A step that
 * computes for longer than the lease would otherwise be started by one engine after another, each of which loses it before
 * it ends.
 */
export class Patience {
  private current: number;

  /** @param leastMs the duration while the event loop is in time */
  constructor(private readonly leastMs: number) {
    this.current = leastMs;
  }

  /** The time for which a renewal is good, in ms. */
  get ms(): number {
    return Math.ceil(this.current);
  }

  /** Notes for how long the event loop has kept the engine from renewing the lease. */
  note(silentMs: number): void {
    this.current = Math.max(this.leastMs, this.current * DECAY, Math.min(2 * silentMs, LONGEST_MS));
  }
}
