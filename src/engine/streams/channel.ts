/** A listener to the values of a channel. */
export interface Listener<T> {
  next(value: T): void;
  complete(): void;
}

/**
 * A stream of values for any number of listeners. Keeps the latest values for late listeners, and ends once. A value
 * sent during a delivery is queued, so every listener sees the same order.
 */
export class Channel<T> {
  /** Replaced, never mutated: a listener added during a delivery finds that value among the recent ones. */
  private listeners: readonly Listener<T>[] = [];
  /** A ring buffer. Once it is full, the next value replaces the one at `oldest`. */
  private readonly kept: T[] = [];
  private oldest = 0;
  private queued: T[] | undefined = undefined;
  private delivering = false;
  private closed = false;
  private dropped = 0;

  /** @param limit the number of values to keep */
  constructor(private readonly limit: number) {}

  /** The number of sent values that are no longer kept. */
  get missed(): number {
    return this.dropped;
  }

  /** The number of values kept. */
  get size(): number {
    return this.kept.length;
  }

  send(value: T): void {
    if (this.delivering) {
      this.enqueue(value);
      return;
    }
    this.delivering = true;
    this.deliver(value);
    this.settle();
  }

  /** Sends values without interleaving: a value sent during their delivery follows after them. */
  sendAll(values: readonly T[]): void {
    if (this.delivering) {
      for (const value of values) this.enqueue(value);
      return;
    }
    this.delivering = true;
    for (const value of values) this.deliver(value);
    this.settle();
  }

  private enqueue(value: T): void {
    this.queued ??= [];
    this.queued.push(value);
  }

  /** Delivers the values sent during a delivery, and ends the delivery. */
  private settle(): void {
    while (this.queued) {
      const { queued } = this;
      this.queued = undefined;
      for (const value of queued) this.deliver(value);
    }
    this.delivering = false;
    if (this.closed) this.finish();
  }

  private deliver(value: T): void {
    this.keep(value);
    for (const listener of this.listeners) listener.next(value);
  }

  private keep(value: T): void {
    const { kept, limit } = this;
    if (kept.length < limit) {
      kept.push(value);
      return;
    }
    this.dropped += 1;
    if (limit === 0) return;
    kept[this.oldest] = value;
    this.oldest = (this.oldest + 1) % limit;
  }

  /** Returns the kept values, the oldest first. */
  recent(): readonly T[] {
    return [...this.kept.slice(this.oldest), ...this.kept.slice(0, this.oldest)];
  }

  /** Adds a listener to future values. Returns a function that removes it. */
  listen(listener: Listener<T>): () => void {
    if (this.closed && !this.delivering) {
      listener.complete();
      return () => undefined;
    }
    this.listeners = [...this.listeners, listener];
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
    };
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (!this.delivering) this.finish();
  }

  private finish(): void {
    const { listeners } = this;
    this.listeners = [];
    for (const listener of listeners) listener.complete();
  }
}
