import type { Clock, ClockTimer } from '../../step';

interface Entry {
  readonly key: string;
  /** The time by the wall clock, in epoch ms. */
  readonly at: number;
  /** The time by the monotonic clock, in ms. */
  readonly due: number;
  /** The order of setting, which decides between timers for the same moment. */
  readonly order: number;
  fire: (() => void) | undefined;
}

/** The number of cleared entries up to which the heap is not rebuilt. */
const MIN_CLEARED_TO_REBUILD = 64;

/**
 * The timers of all runs, in order of time, on a single timer of the clock. A timer fires when its time has passed by the
 * monotonic clock, so a wall clock that is set back delays nothing, and at the latest when the wall clock shows its
 * time.
 */
export class TimerQueue {
  private heap: Entry[] = [];
  private readonly live = new Map<string, Entry>();
  private timer: ClockTimer | undefined = undefined;
  private timerDue = Number.POSITIVE_INFINITY;
  private nextOrder = 0;

  constructor(private readonly clock: Clock) {}

  /** Sets the timer of a key, replacing any earlier one. */
  set(key: string, at: number, fire: () => void): void {
    this.clear(key);
    const due = this.clock.monotonic() + at - this.clock.now();
    const entry: Entry = { key, at, due, order: this.nextOrder, fire };
    this.nextOrder += 1;
    this.live.set(key, entry);
    this.heap.push(entry);
    this.up(this.heap.length - 1);
    this.arm();
  }

  clear(key: string): void {
    const entry = this.live.get(key);
    if (!entry) return;
    this.live.delete(key);
    entry.fire = undefined;
    const cleared = this.heap.length - this.live.size;
    if (cleared > MIN_CLEARED_TO_REBUILD && cleared > this.live.size) this.rebuild();
    if (this.live.size === 0) this.arm();
  }

  clearAll(): void {
    this.live.clear();
    this.heap = [];
    this.arm();
  }

  private rebuild(): void {
    this.heap = this.heap.filter(({ fire }) => fire !== undefined).sort((a, b) => a.due - b.due || a.order - b.order);
  }

  /** Sets the clock's timer to the earliest entry. */
  private arm(): void {
    while (this.heap[0] && this.heap[0].fire === undefined) this.pop();
    const due = this.heap[0]?.due ?? Number.POSITIVE_INFINITY;
    if (due === this.timerDue) return;
    this.timer?.clear();
    this.timerDue = due;
    this.timer =
      due === Number.POSITIVE_INFINITY
        ? undefined
        : this.clock.setTimer(Math.max(Math.ceil(due - this.clock.monotonic()), 0), () => this.fireDue());
  }

  private fireDue(): void {
    this.timer = undefined;
    this.timerDue = Number.POSITIVE_INFINITY;
    const now = this.clock.now();
    const monotonic = this.clock.monotonic();
    for (let first = this.heap[0]; first && (first.due <= monotonic || first.at <= now); first = this.heap[0]) {
      this.pop();
      const { fire } = first;
      if (!fire) continue;
      this.live.delete(first.key);
      fire();
    }
    this.arm();
  }

  private pop(): void {
    const last = this.heap.pop();
    if (!last || this.heap.length === 0) return;
    this.heap[0] = last;
    this.down(0);
  }

  private up(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.swapIfLater(parent, at)) return;
      at = parent;
    }
  }

  private down(from: number): void {
    for (let at = from; ; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = this.before(right, left) ? right : left;
      if (!this.swapIfLater(at, child)) return;
      at = child;
    }
  }

  private before(a: number, b: number): boolean {
    const [x, y] = [this.heap[a], this.heap[b]];
    return x !== undefined && y !== undefined && (x.due < y.due || (x.due === y.due && x.order < y.order));
  }

  private swapIfLater(upper: number, lower: number): boolean {
    const [x, y] = [this.heap[upper], this.heap[lower]];
    if (!x || !y || !this.before(lower, upper)) return false;
    this.heap[upper] = y;
    this.heap[lower] = x;
    return true;
  }
}
