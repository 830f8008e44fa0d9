import type { PermitRequest } from '../../../core';
import { FairQueue } from './fair-queue';

/** Those of one key: first in, first out. */
interface KeyQueue {
  readonly key: string;
  held: number;
  readonly waiting: FairQueue<Holder>;
}

/** Who waits for a slot or has it. */
interface Holder {
  readonly queue: KeyQueue;
  /** What to call when it is its turn. */
  readonly grant: () => void;
}

/** One line, whose keys take turns. */
class ConcurrencyQueue {
  private held = 0;
  private limit = 1;
  private total: number | undefined = undefined;
  private readonly keys = new Map<string, KeyQueue>();
  private readonly holders = new Map<string, Holder>();
  /** Keys with somebody waiting and a slot free, in the order of their turns. */
  private readonly ready = new FairQueue<KeyQueue>();

  get isEmpty(): boolean {
    return this.keys.size === 0;
  }

  /** Sees to it that the limits are the ones that were given last. */
  limited({ limit, total }: PermitRequest): this {
    const changed = limit !== this.limit;
    this.limit = limit;
    this.total = total;
    if (changed) for (const queue of this.keys.values()) this.look(queue);
    return this;
  }

  join(key: string, holder: string, grant: () => void): void {
    if (this.holders.has(holder)) return;
    const queue = this.queueOf(key);
    const waiting = { queue, grant };
    this.holders.set(holder, waiting);
    queue.waiting.add(waiting);
    this.look(queue);
  }

  /** Lets somebody in, whether or not a slot is free. */
  admit(key: string, holder: string): void {
    const queue = this.queueOf(key);
    const known = this.holders.get(holder);
    if (known && !queue.waiting.delete(known)) return;
    this.holders.set(holder, known ?? { queue, grant: () => undefined });
    queue.held += 1;
    this.held += 1;
    this.look(queue);
  }

  leave(name: string): void {
    const holder = this.holders.get(name);
    if (!holder) return;
    const { queue } = holder;
    this.holders.delete(name);
    if (!queue.waiting.delete(holder)) {
      queue.held -= 1;
      this.held -= 1;
    }
    if (queue.held === 0 && queue.waiting.size === 0) this.keys.delete(queue.key);
    this.look(queue);
  }

  /** Takes out whoever may go on now; `undefined` if there is nobody. */
  next(): (() => void) | undefined {
    if (this.total !== undefined && this.held >= this.total) return undefined;
    const queue = this.ready.take();
    const holder = queue?.waiting.take();
    if (!queue || !holder) return undefined;
    queue.held += 1;
    this.held += 1;
    this.look(queue);
    return holder.grant;
  }

  private queueOf(key: string): KeyQueue {
    const queue = this.keys.get(key) ?? { key, held: 0, waiting: new FairQueue() };
    this.keys.set(key, queue);
    return queue;
  }

  /** Notes whether the key has somebody who could go on. One that is noted already keeps its turn. */
  private look(queue: KeyQueue): void {
    if (queue.waiting.size > 0 && queue.held < this.limit) this.ready.add(queue);
    else this.ready.delete(queue);
  }
}

/** The lines in which runs and nodes wait for slots: first in, first out for each key, and the keys take turns. */
export class ConcurrencyQueues {
  private readonly queues = new Map<string, ConcurrencyQueue>();
  /** Lines in which somebody may be able to go on. */
  private readonly touched = new Set<ConcurrencyQueue>();
  private granting = false;

  /** Waits for a slot, which may be there at once. A second request of the same holder changes nothing. */
  request(permit: PermitRequest, holder: string, grant: () => void): void {
    const queue = this.queueOf(permit);
    queue.join(permit.key, holder, grant);
    this.grant(queue);
  }

  /** Takes a slot at once, over the limit if need be. Those who wait do so until enough slots have been given up. */
  take(permit: PermitRequest, holder: string): void {
    const queue = this.queueOf(permit);
    queue.admit(permit.key, holder);
    this.grant(queue);
  }

  /** Gives up a slot or a place in line. */
  release({ queue: name }: Pick<PermitRequest, 'queue'>, holder: string): void {
    const queue = this.queues.get(name);
    if (!queue) return;
    queue.leave(holder);
    if (queue.isEmpty) this.queues.delete(name);
    else this.grant(queue);
  }

  private queueOf(permit: PermitRequest): ConcurrencyQueue {
    const queue = this.queues.get(permit.queue) ?? new ConcurrencyQueue();
    this.queues.set(permit.queue, queue);
    return queue.limited(permit);
  }

  /** Whoever goes on may release a slot at once, and the next goes on from here and not deeper. */
  private grant(queue: ConcurrencyQueue): void {
    this.touched.add(queue);
    if (this.granting) return;
    this.granting = true;
    try {
      for (const one of this.touched) {
        for (let next = one.next(); next; next = one.next()) next();
        this.touched.delete(one);
      }
    } finally {
      this.granting = false;
    }
  }
}
