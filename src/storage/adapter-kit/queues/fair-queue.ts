/**
 * A queue that holds each item at most once, first in, first out; items may leave from the middle. One iterator serves all calls of
 * {@link take}: a new one would have to step over the gaps that removed items leave, which makes a long queue slower each time.
 */
export class FairQueue<T> {
  private readonly waiting = new Set<T>();
  private front: Iterator<T> | undefined = undefined;

  get size(): number {
    return this.waiting.size;
  }

  /** Appends an item. One that is in the queue keeps its place. */
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
