import type { Clock, ClockTimer } from '../../step';
import { PendingTimers } from '../../testing/clock';

/**
 * A clock that checks control. Unlike the virtual clock, it does not wait for all consequences, which is impossible for
 * an engine with a remote storage, and it can leap.
 */
export class HarnessClock implements Clock {
  private time = Date.UTC(2026, 0, 1);
  private readonly timers = new PendingTimers();

  readonly now = (): number => this.time;

  readonly monotonic = (): number => this.time;

  readonly setTimer = (delayMs: number, fire: () => void): ClockTimer =>
    this.timers.add(this.time + Math.max(delayMs, 0), fire);

  /**
   * Advances to the next timer that is due by a time, and fires it; without one, advances to that time.
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

  /** Advances the clock at once, as for a process that was suspended. Timers that become due fire late. */
  leap(ms: number): void {
    this.time += ms;
  }
}
