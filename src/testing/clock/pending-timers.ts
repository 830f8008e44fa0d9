import type { ClockTimer } from '../../step';

/** A timer that has neither fired nor been cleared. */
export interface PendingTimer {
  readonly at: number;
  readonly fire: () => void;
  /** Whether the timer keeps a process alive. */
  referenced: boolean;
}

/** Timers in the order in which they fire: by time, then in the order in which they were set. */
export class PendingTimers {
  /** The next timer is the last item, so that removing it is cheap. */
  private readonly timers: PendingTimer[] = [];

  add(at: number, fire: () => void): ClockTimer {
    const timer: PendingTimer = { at, fire, referenced: true };
    this.timers.splice(this.placeFor(at), 0, timer);
    return {
      clear: () => {
        this.remove(timer);
      },
      ref: () => {
        timer.referenced = true;
      },
      unref: () => {
        timer.referenced = false;
      },
    };
  }

  get size(): number {
    return this.timers.length;
  }

  next(): PendingTimer | undefined {
    return this.timers.at(-1);
  }

  /** Returns the next timer that keeps a process alive. */
  nextReferenced(): PendingTimer | undefined {
    return this.timers.findLast(({ referenced }) => referenced);
  }

  remove(timer: PendingTimer): void {
    const index = this.timers.lastIndexOf(timer);
    if (index >= 0) this.timers.splice(index, 1);
  }

  /** Returns the index of a new timer: after all that fire later, before all that fire no later. */
  private placeFor(at: number): number {
    let low = 0;
    let high = this.timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.timers[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
