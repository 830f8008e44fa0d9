import type { Clock, ClockTimer } from '../../step';
import { PendingTimers } from '../../testing/clock';

/**
 * A clock that checks drive: unlike the virtual clock, it does not wait until nothing more follows, which cannot be seen of an engine whose
 * storage is a server, and it can leap.
 */
export class HarnessClock implements Clock {
  private time = Date.UTC(2026, 0, 1);
  private readonly timers = new PendingTimers();

  readonly now = (): number => this.time;

  readonly setTimer = (delayMs: number, fire: () => void): ClockTimer =>
    this.timers.add(this.time + Math.max(delayMs, 0), fire);

  /**
   * Goes on to the next timer that is due by a moment, and fires it; to that moment where there is none.
   *
   * @returns whether a timer was fired
   */
  step(until: number): boolean {
    const timer = this.timers.next();
    if (!timer || timer.at > until) {
      this.time = Math.max(this.time, until);
      return false;
    }
    this.timers.remove(timer);
    this.time = Math.max(this.time, timer.at);
    timer.fire();
    return true;
  }

  /** Lets time pass at once, as for a process that slept. What is due by then fires late. */
  leap(ms: number): void {
    this.time += ms;
  }
}
