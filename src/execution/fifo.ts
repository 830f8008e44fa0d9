/** The number of removed entries up to which the list is not compacted. */
const MIN_REMOVED_TO_COMPACT = 1024;

/** A first-in, first-out queue. Both operations take amortised constant time. */
export class Fifo<T> {
  private list: T[] = [];
  private removed = 0;

  get size(): number {
    return this.list.length - this.removed;
  }

  push(value: T): void {
    this.list.push(value);
  }

  /** Removes and returns the oldest value. */
  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const value = this.list[this.removed];
    this.removed += 1;
    if (this.removed > MIN_REMOVED_TO_COMPACT && this.removed * 2 > this.list.length) {
      this.list = this.list.slice(this.removed);
      this.removed = 0;
    }
    return value;
  }
}
