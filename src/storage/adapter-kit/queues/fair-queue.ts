/**
 * First in, first out, each at most once; whoever waits may leave. One iterator serves all turns: a new one would have to
 * step over the gaps of those who went before, which makes a long line slower with each turn.
 */
export class FairQueue<T> {
  private readonly waiting = new Set<T>();
  private front: Iterator<T> | undefined = undefined;

  get size(): number {
    return this.waiting.size;
  }

  /** Puts one at the end of the line. One that is in it keeps its place. */
  add(one: T): void {
    this.waiting.add(one);
  }

  /** Gives whether it was in the line. */
  delete(one: T): boolean {
    return this.waiting.delete(one);
  }

  /** Takes out who has been waiting longest. */
  take(): T | undefined {
    if (this.waiting.size === 0) return undefined;
    this.front ??= this.waiting.values();
    const first = this.front.next();
    // Whoever it has passed was taken out, so it never comes to its end while somebody waits.
    if (first.done === true) return undefined;
    this.waiting.delete(first.value);
    return first.value;
  }
}
