import type { Clock, ClockTimer } from '../../step';

/** An attempt with a time limit. */
export interface TimedAttempt {
  /** Called when its limit of `ms` is reached. */
  readonly expire: (ms: number) => void;
}

/** A time limit that is being watched. */
export class TimeoutWatch {
  previous: TimeoutWatch | undefined = undefined;
  next: TimeoutWatch | undefined = undefined;

  constructor(
    private readonly queue: WatchQueue,
    readonly limited: TimedAttempt,
    /** The time by the monotonic clock, in ms. */
    readonly at: number,
  ) {}

  /** Ends the watch. Does nothing if it has ended. */
  remove(): void {
    this.queue.remove(this);
  }
}

/** The watches of one duration in the order in which they end, and the one timer that serves them all. */
class WatchQueue {
  private first: TimeoutWatch | undefined = undefined;
  private last: TimeoutWatch | undefined = undefined;
  private timer: ClockTimer | undefined = undefined;
  private resting = false;

  constructor(
    private readonly clock: Clock,
    private readonly ms: number,
  ) {}

  add(limited: TimedAttempt): TimeoutWatch {
    const watch = new TimeoutWatch(this, limited, this.clock.monotonic() + this.ms);
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

  /** Lets the process exit if nothing is watched. The timer keeps running: a busy engine soon needs it. */
  unrefIdle(): void {
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
    const now = this.clock.monotonic();
    for (let watch = this.first; watch && watch.at <= now; watch = this.first) {
      this.remove(watch);
      watch.limited.expire(this.ms);
    }
    // An expired attempt may have started another with the same limit, and with it the timer.
    if (this.first && !this.timer) this.set(Math.ceil(this.first.at - now));
  }
}

/** The time limits of attempts. Setting and clearing a limit is cheap: attempts of the same limit share one timer. */
export class AttemptTimeouts {
  private readonly queues = new Map<number, WatchQueue>();

  constructor(private readonly clock: Clock) {}

  /** Expires an attempt in `ms`, unless the watch is removed before. */
  add(ms: number, limited: TimedAttempt): TimeoutWatch {
    return this.queue(ms).add(limited);
  }

  /** Lets the process exit while nothing is in flight. */
  unrefIdle(): void {
    for (const queue of this.queues.values()) queue.unrefIdle();
  }

  clear(): void {
    for (const queue of this.queues.values()) queue.clear();
    this.queues.clear();
  }

  private queue(ms: number): WatchQueue {
    const known = this.queues.get(ms);
    if (known) return known;
    const queue = new WatchQueue(this.clock, ms);
    this.queues.set(ms, queue);
    return queue;
  }
}
