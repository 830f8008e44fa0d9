import type { Clock, ClockTimer } from '../../step';

/** Something that has a limit. */
export interface TimedAttempt {
  /** Called when its time is over, which was `ms`. */
  readonly expire: (ms: number) => void;
}

/** A limit that is being watched. */
export class TimeoutWatch {
  previous: TimeoutWatch | undefined = undefined;
  next: TimeoutWatch | undefined = undefined;

  constructor(
    private readonly line: Line,
    readonly limited: TimedAttempt,
    readonly at: number,
  ) {}

  /** Ends the watch. Does nothing where it has ended. */
  remove(): void {
    this.line.remove(this);
  }
}

/** Watches of one duration in the order in which they end, and the one timer that serves them all. */
class Line {
  private first: TimeoutWatch | undefined = undefined;
  private last: TimeoutWatch | undefined = undefined;
  private timer: ClockTimer | undefined = undefined;
  private resting = false;

  constructor(
    private readonly clock: Clock,
    private readonly ms: number,
  ) {}

  add(limited: TimedAttempt): TimeoutWatch {
    const watch = new TimeoutWatch(this, limited, this.clock.now() + this.ms);
    watch.previous = this.last;
    if (this.last) this.last.next = watch;
    else {
      this.first = watch;
      if (!this.timer) this.set(this.ms);
      else if (this.resting) this.timer.ref();
      this.resting = false;
    }
    this.last = watch;
    return watch;
  }

  remove(watch: TimeoutWatch): void {
    const { previous, next } = watch;
    if (!previous && this.first !== watch) return;
    if (previous) previous.next = next;
    else this.first = next;
    if (next) next.previous = previous;
    else this.last = previous;
    watch.previous = undefined;
    watch.next = undefined;
  }

  /** Keeps the process alive no longer if nothing is watched. The timer is left running: a busy engine soon needs it. */
  rest(): void {
    if (this.first || this.resting) return;
    this.resting = true;
    this.timer?.unref();
  }

  clear(): void {
    this.timer?.clear();
    this.timer = undefined;
    this.first = undefined;
    this.last = undefined;
  }

  private set(delayMs: number): void {
    this.timer = this.clock.setTimer(delayMs, () => {
      this.timer = undefined;
      this.sweep();
    });
  }

  private sweep(): void {
    const now = this.clock.now();
    for (let watch = this.first; watch && watch.at <= now; watch = this.first) {
      this.remove(watch);
      watch.limited.expire(this.ms);
    }
    // What expired may have started something with the same limit, and with it the timer.
    if (this.first && !this.timer) this.set(this.first.at - now);
  }
}

/** The limits of single attempts. Setting and taking one back is cheap: attempts of the same limit share one timer. */
export class AttemptTimeouts {
  private readonly lines = new Map<number, Line>();

  constructor(private readonly clock: Clock) {}

  /** Lets something expire in `ms`, unless the watch is removed before. */
  add(ms: number, limited: TimedAttempt): TimeoutWatch {
    return this.line(ms).add(limited);
  }

  /** Nothing is in flight: timers that watch nothing need not keep the process alive. */
  rest(): void {
    for (const line of this.lines.values()) line.rest();
  }

  clear(): void {
    for (const line of this.lines.values()) line.clear();
    this.lines.clear();
  }

  private line(ms: number): Line {
    const known = this.lines.get(ms);
    if (known) return known;
    const line = new Line(this.clock, ms);
    this.lines.set(ms, line);
    return line;
  }
}
