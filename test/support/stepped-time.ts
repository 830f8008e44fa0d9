import { systemClock } from 'millrace';

/** The longest time that an engine may work between two turns of the event loop, in ms. */
export const LONGEST_MS = 20;

/**
 * A monotonic clock that only {@link work} advances, and the longest time on it between two turns of the event loop.
 */
export class SteppedTime {
  private time = 0;
  private turnAt = 0;
  private watching = true;
  longest = 0;
  readonly clock = { ...systemClock, monotonic: () => this.time };

  constructor() {
    setImmediate(this.turn);
  }

  work(ms: number): void {
    this.time += ms;
  }

  stop(): void {
    this.watching = false;
    this.note();
  }

  private readonly turn = (): void => {
    this.note();
    if (this.watching) setImmediate(this.turn);
  };

  private note(): void {
    this.longest = Math.max(this.longest, this.time - this.turnAt);
    this.turnAt = this.time;
  }
}
