/** Receives what a channel carries. */
export interface Listener<T> {
  next(value: T): void;
  complete(): void;
}

/**
 * Carries values to whoever listens, keeps the latest of them for those who come later, and ends once. A value that is
 * sent while another is being delivered waits its turn, so every listener sees the same order.
 */
export class Channel<T> {
  private readonly listeners = new Set<Listener<T>>();
  private readonly kept: T[] = [];
  private readonly queue: T[] = [];
  private delivering = false;
  private closed = false;
  private dropped = 0;

  /** @param limit how many values are kept */
  constructor(private readonly limit: number) {}

  /** How many values have been sent and are not kept any more. */
  get missed(): number {
    return this.dropped + Math.max(this.kept.length - this.limit, 0);
  }

  send(values: readonly T[]): void {
    for (const value of values) this.queue.push(value);
    if (this.delivering) return;
    this.delivering = true;
    for (let index = 0; index < this.queue.length; index += 1) this.deliver(this.queue[index] as T);
    this.queue.length = 0;
    this.delivering = false;
    if (this.closed) this.finish();
  }

  private deliver(value: T): void {
    this.keep(value);
    for (const listener of this.listeners) listener.next(value);
  }

  private keep(value: T): void {
    this.kept.push(value);
    // Trimmed by halves, so that keeping costs the same for every value.
    if (this.kept.length < 2 * this.limit + 1) return;
    this.dropped += this.kept.length - this.limit;
    this.kept.splice(0, this.kept.length - this.limit);
  }

  /** The values that a listener who comes now gets first. */
  recent(): readonly T[] {
    return this.kept.length > this.limit ? this.kept.slice(-this.limit) : [...this.kept];
  }

  /** Listens from now on. Gives what ends it. */
  listen(listener: Listener<T>): () => void {
    if (this.closed && !this.delivering) {
      listener.complete();
      return () => undefined;
    }
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (!this.delivering) this.finish();
  }

  private finish(): void {
    for (const listener of this.listeners) listener.complete();
    this.listeners.clear();
  }
}
