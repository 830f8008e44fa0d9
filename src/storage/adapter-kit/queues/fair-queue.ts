/**
 * A queue that holds each item at most once, first in, first out; items may be removed from the middle. All calls of
 * {@link take} share one iterator: a new one would have to skip the gaps that removed items leave, which makes a long
 * queue slower with each call.
 */
export class FairQueue<T> {
  private readonly waiting = new Set<T>();
  private front: Iterator<T> | undefined = undefined;

  get size(): number {
    return this.waiting.size;
  }

  /** Appends an item. An item that is already in the queue keeps its place. */
  add(one: T): void {
    this.waiting.add(one);
  }

  /** Removes an item. Returns whether it was in the queue. */
  delete(one: T): boolean {
    return this.waiting.delete(one);
  }

  /** Removes and returns the item that has waited longest. */
  take(): T | undefined {
    if (this.waiting.size === 0) return undefined;
    this.front ??= this.waiting.values();
    const first = this.front.next();
    // What the iterator has passed was removed, so it never comes to its end while an item waits.
    if (first.done === true) return undefined;
    this.waiting.delete(first.value);
    return first.value;
  }
}
