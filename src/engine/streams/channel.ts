/** A listener to the values of a channel. Its methods must not throw. */
export interface Listener<T> {
  next(value: T): void;
  complete(): void;
  /** The subscriber behind the listener. */
  readonly owner?: object | undefined;
}

/** A value that was sent during a delivery. */
interface Queued<T> {
  readonly value: T;
  readonly except: object | undefined;
}

/** The registration of a listener. It is empty once the listener was removed. */
interface Registration<T> {
  listener: Listener<T> | undefined;
}

/**
 * A stream of values for any number of listeners. Keeps the latest values for late listeners, and ends once. A value
 * sent during a delivery is queued, so every listener sees the same order.
 */
export class Channel<T> {
  private registrations: Registration<T>[] = [];
  private empty = 0;
  /** A ring buffer. Once it is full, the next value replaces the one at `oldest`. */
  private readonly kept: T[] = [];
  private oldest = 0;
  private queued: Queued<T>[] | undefined = undefined;
  private delivering = false;
  private completing = false;
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

  /** The number of values sent. */
  get sent(): number {
    return this.dropped + this.kept.length;
  }

  /** Returns a kept value by its index among all sent values, from 0; `undefined` if it is not kept. */
  at(index: number): T | undefined {
    const { kept, dropped, oldest } = this;
    return index < dropped || index >= this.sent ? undefined : kept[(oldest + index - dropped) % kept.length];
  }

  /** Returns whether anyone listens, apart from the listeners of one owner. */
  isHeard(except?: object): boolean {
    return this.registrations.some(({ listener }) => listener && (except === undefined || listener.owner !== except));
  }

  /** @param except the owner of the listeners that do not receive the value */
  send(value: T, except?: object): void {
    if (this.delivering) {
      this.enqueue(value, except);
      return;
    }
    this.delivering = true;
    this.deliver(value, except);
    this.settle();
  }

  /** Sends values without interleaving: a value sent during their delivery follows after them. */
  sendAll(values: readonly T[]): void {
    if (this.delivering) {
      for (const value of values) this.enqueue(value, undefined);
      return;
    }
    this.delivering = true;
    for (const value of values) this.deliver(value, undefined);
    this.settle();
  }

  private enqueue(value: T, except: object | undefined): void {
    this.queued ??= [];
    this.queued.push({ value, except });
  }

  /** Delivers the values sent during a delivery, and ends the delivery. */
  private settle(): void {
    while (this.queued) {
      const { queued } = this;
      this.queued = undefined;
      for (const { value, except } of queued) this.deliver(value, except);
    }
    this.delivering = false;
    if (this.completing) this.finish();
    else this.compact();
  }

  private deliver(value: T, except: object | undefined): void {
    this.keep(value);
    const { registrations } = this;
    // A listener that is added meanwhile finds the value among the recent ones.
    const { length } = registrations;
    for (let index = 0; index < length; index += 1) {
      const listener = registrations[index]?.listener;
      if (listener && (except === undefined || listener.owner !== except)) listener.next(value);
    }
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
    const registration: Registration<T> = { listener };
    this.registrations.push(registration);
    return () => {
      if (!registration.listener) return;
      registration.listener = undefined;
      this.empty += 1;
      this.compact();
    };
  }

  /** Removes the empty registrations once they are the majority, so that removing a listener costs the same among many. */
  private compact(): void {
    if (this.delivering || this.empty * 2 <= this.registrations.length) return;
    this.registrations = this.registrations.filter(({ listener }) => listener);
    this.empty = 0;
  }

  /** Completes the present listeners. */
  complete(): void {
    this.completing = true;
    if (!this.delivering) this.finish();
  }

  /** Completes the present listeners and all later ones. */
  close(): void {
    this.closed = true;
    this.complete();
  }

  private finish(): void {
    this.completing = false;
    const { registrations } = this;
    this.registrations = [];
    this.empty = 0;
    for (const registration of registrations) {
      const { listener } = registration;
      registration.listener = undefined;
      listener?.complete();
    }
  }
}
