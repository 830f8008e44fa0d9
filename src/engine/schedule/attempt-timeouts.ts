import type { Clock, ClockTimer } from '../clock';

/** A limit that is being watched. */
export interface Watch {
  readonly fire: () => void;
  readonly at: number;
  previous: Watch | undefined;
  next: Watch | undefined;
}

/** Watches of one duration in the order in which they end, and the one timer that serves them all. */
class Line {
  private first: Watch | undefined = undefined;
  private last: Watch | undefined = undefined;
  private timer: ClockTimer | undefined = undefined;

  constructor(
    private readonly clock: Clock,
    private readonly ms: number,
  ) {}

  add(fire: () => void): Watch {
    const watch: Watch = { fire, at: this.clock.now() + this.ms, previous: this.last, next: undefined };
    if (this.last) this.last.next = watch;
    else {
      this.first = watch;
      if (this.timer) this.timer.ref();
      else this.set(this.ms);
    }
    this.last = watch;
    return watch;
  }

  remove(watch: Watch): void {
    const { previous, next } = watch;
    if (!previous && this.first !== watch) return;
    if (previous) previous.next = next;
    else this.first = next;
    if (next) next.previous = previous;
    else this.last = previous;
    watch.previous = undefined;
    watch.next = undefined;
    // Left running and unreferenced: a busy engine would set it again at once.
    if (!this.first) this.timer?.unref();
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
      watch.fire();
    }
    if (this.first) this.set(this.first.at - now);
  }
}

/** The limits of single attempts. Setting and taking one back is cheap: attempts of the same limit share one timer. */
export class AttemptTimeouts {
  private readonly lines = new Map<number, Line>();

  constructor(private readonly clock: Clock) {}

  /** Calls back in `ms`, unless the watch is removed before. */
  add(ms: number, fire: () => void): Watch {
    return this.line(ms).add(fire);
  }

  remove(ms: number, watch: Watch): void {
    this.lines.get(ms)?.remove(watch);
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
