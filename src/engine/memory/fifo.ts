/** Below this many entries that have been taken, the list is not worth moving up. */
const LEAST_TAKEN = 1024;

/** First in, first out. Both cost the same however long the line is. */
export class Fifo<T> {
  private list: T[] = [];
  private taken = 0;

  get size(): number {
    return this.list.length - this.taken;
  }

  push(value: T): void {
    this.list.push(value);
  }

  /** Takes out what has been in the longest. */
  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const value = this.list[this.taken];
    this.taken += 1;
    if (this.taken > LEAST_TAKEN && this.taken * 2 > this.list.length) {
      this.list = this.list.slice(this.taken);
      this.taken = 0;
    }
    return value;
  }
}
