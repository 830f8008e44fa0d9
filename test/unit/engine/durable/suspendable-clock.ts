import type { Clock } from 'millrace';
import type { VirtualClock } from 'millrace/testing';

/** How far the clocks of one process differ from the time that all share, in ms. */
export interface ClockOffsets {
  readonly wallMs?: number;
}

/** The clock of one process of several: its wall clock may be wrong, and the process may be suspended. */
export class SuspendableClock implements Clock {
  private readonly wallMs: number;
  private suspended = false;
  /** Timers that were due while the process was suspended. */
  private readonly late: (() => void)[] = [];
  /** The time that the monotonic clock has not counted. */
  private lostMs = 0;
  private stoppedAt: number | undefined = undefined;

  constructor(
    private readonly shared: VirtualClock,
    { wallMs = 0 }: ClockOffsets = {},
  ) {
    this.wallMs = wallMs;
  }

  readonly now = (): number => this.shared.now() + this.wallMs;

  readonly monotonic = (): number => (this.stoppedAt ?? this.shared.monotonic()) - this.lostMs;

  readonly setTimer = (delayMs: number, fire: () => void): ReturnType<Clock['setTimer']> => {
    let cleared = false;
    const timer = this.shared.setTimer(delayMs, () => {
      if (!this.suspended) fire();
      else
        this.late.push(() => {
          if (!cleared) fire();
        });
    });
    return {
      ...timer,
      clear: () => {
        cleared = true;
        timer.clear();
      },
      ref: () => {
        timer.ref();
      },
      unref: () => {
        timer.unref();
      },
    };
  };

  /** Holds back all timers. `machine`: the monotonic clock stands still, too. */
  suspend({ machine = false } = {}): void {
    this.suspended = true;
    if (machine) this.stoppedAt = this.shared.monotonic();
  }

  /** Continues, with the timers that are late. */
  resume(): void {
    this.suspended = false;
    if (this.stoppedAt !== undefined) this.lostMs += this.shared.monotonic() - this.stoppedAt;
    this.stoppedAt = undefined;
    for (const fire of this.late.splice(0)) fire();
  }
}
