import type { Clock, ClockTimer } from '../../../step';

/** The lease of a simulated engine: a hundred years, so that it does not expire during a run. */
export const LEASE_MS = 3_155_760_000_000;
/** The delay from which a timer is ignored: it is the heartbeat of a lease. */
const NEVER_MS = LEASE_MS / 10;

const NO_TIMER: ClockTimer = Object.freeze({ clear: () => undefined, ref: () => undefined, unref: () => undefined });

/** The clock of one process. All its timers count as referenced, and are cleared with the process. */
export class ProcessClock implements Clock {
  private readonly timers = new Set<ClockTimer>();
  private dead = false;

  constructor(private readonly clock: Clock) {}

  readonly now = (): number => this.clock.now();

  readonly monotonic = (): number => this.clock.monotonic();

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
    // The timer of a sleeping run does not keep a process alive, but the simulation waits for the run.
    return { clear, ref: NO_TIMER.ref, unref: NO_TIMER.unref };
  };

  /** The number of pending timers. */
  get pending(): number {
    return this.timers.size;
  }

  die(): void {
    this.dead = true;
    for (const timer of this.timers) timer.clear();
    this.timers.clear();
  }
}
