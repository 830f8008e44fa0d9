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
  /** Replaced, never changed: who comes while a value is being delivered finds it among the recent ones. */
  private listeners: readonly Listener<T>[] = [];
  /** Once it is full, the value at `oldest` makes room for the next. */
  private readonly kept: T[] = [];
  private oldest = 0;
  private waiting: T[] | undefined = undefined;
  private delivering = false;
  private closed = false;
  private dropped = 0;

  /** @param limit how many values are kept */
  constructor(private readonly limit: number) {}

  /** How many values have been sent and are not kept any more. */
  get missed(): number {
    return this.dropped;
  }

  /** How many values are kept. */
  get size(): number {
    return this.kept.length;
  }

  send(value: T): void {
    if (this.delivering) {
      this.wait(value);
      return;
    }
    this.delivering = true;
    this.deliver(value);
    this.settle();
  }

  /** Sends values that belong together: nothing that is sent meanwhile comes between them. */
  sendAll(values: readonly T[]): void {
    if (this.delivering) {
      for (const value of values) this.wait(value);
      return;
    }
    this.delivering = true;
    for (const value of values) this.deliver(value);
    this.settle();
  }

  private wait(value: T): void {
    this.waiting ??= [];
    this.waiting.push(value);
  }

  /** Delivers what has been sent during a delivery, and ends it. */
  private settle(): void {
    while (this.waiting) {
      const { waiting } = this;
      this.waiting = undefined;
      for (const value of waiting) this.deliver(value);
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

  /** The values that a listener who comes now gets first. */
  recent(): readonly T[] {
    return [...this.kept.slice(this.oldest), ...this.kept.slice(0, this.oldest)];
  }

  /** Listens from now on. Gives what ends it. */
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
