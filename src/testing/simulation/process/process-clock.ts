import type { Clock, ClockTimer } from '../../../step';

/** How long the lease of a simulated engine is: a hundred years, so that the time that passes in a run does not end it. */
export const LEASE_MS = 3_155_760_000_000;
/** What is so far away does not come: it is the heartbeat of a lease. */
const NEVER_MS = LEASE_MS / 10;

const NO_TIMER: ClockTimer = Object.freeze({ clear: () => undefined, ref: () => undefined, unref: () => undefined });

/** The clock as one process sees it. Its timers are all waited for, and end with the process. */
export class ProcessClock implements Clock {
  private readonly timers = new Set<ClockTimer>();
  private dead = false;

  constructor(private readonly clock: Clock) {}

  readonly now = (): number => this.clock.now();

  readonly setTimer = (delayMs: number, fire: () => void): ClockTimer => {
    if (this.dead || delayMs >= NEVER_MS) return NO_TIMER;
    const timer = this.clock.setTimer(delayMs, () => {
      this.timers.delete(timer);
      fire();
    });
    this.timers.add(timer);
    const clear = (): void => {
      this.timers.delete(timer);
      timer.clear();
    };
    // An engine's timer for a run that sleeps keeps no process alive, but here the run is waited for.
    return { clear, ref: NO_TIMER.ref, unref: NO_TIMER.unref };
  };

  /** How many timers are set. */
  get pending(): number {
    return this.timers.size;
  }

  die(): void {
    this.dead = true;
    for (const timer of this.timers) timer.clear();
    this.timers.clear();
  }
}
