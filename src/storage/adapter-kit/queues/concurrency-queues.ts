import type { PermitRequest } from '../../../core';
import { FairQueue } from './fair-queue';

/** The holders of one key: first in, first out. */
interface KeyQueue {
  readonly key: string;
  held: number;
  readonly waiting: FairQueue<Holder>;
}

/** A holder that waits for a permit or has been granted one. */
interface Holder {
  readonly queue: KeyQueue;
  /** Called when the permit is granted. */
  readonly grant: () => void;
}

/** One queue, whose keys take turns. */
class ConcurrencyQueue {
  private held = 0;
  private limit = 1;
  private total: number | undefined = undefined;
  private readonly keys = new Map<string, KeyQueue>();
  private readonly holders = new Map<string, Holder>();
  /** Keys with a waiting holder and a free permit, in the order of their turns. */
  private readonly ready = new FairQueue<KeyQueue>();

  get isEmpty(): boolean {
    return this.keys.size === 0;
  }

  /** Sets the limits to those of the latest request. */
  limited({ limit, total }: PermitRequest): this {
    const changed = limit !== this.limit;
    this.limit = limit;
    this.total = total;
    if (changed) for (const queue of this.keys.values()) this.updateTurn(queue);
    return this;
  }

  join(key: string, holder: string, grant: () => void): void {
    if (this.holders.has(holder)) return;
    const queue = this.queueOf(key);
    const waiting = { queue, grant };
    this.holders.set(holder, waiting);
    queue.waiting.add(waiting);
    this.updateTurn(queue);
  }

  /** Grants a permit, whether or not one is free. */
  admit(key: string, holder: string): void {
    const queue = this.queueOf(key);
    const known = this.holders.get(holder);
    if (known && !queue.waiting.delete(known)) return;
    this.holders.set(holder, known ?? { queue, grant: () => undefined });
    queue.held += 1;
    this.held += 1;
    this.updateTurn(queue);
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
    this.updateTurn(queue);
  }

  /**
   * Grants the next free permit. Returns the callback of its holder; `undefined` if no permit is free or no holder
   * waits.
   */
  next(): (() => void) | undefined {
    if (this.total !== undefined && this.held >= this.total) return undefined;
    const queue = this.ready.take();
    const holder = queue?.waiting.take();
    if (!queue || !holder) return undefined;
    queue.held += 1;
    this.held += 1;
    this.updateTurn(queue);
    return holder.grant;
  }

  private queueOf(key: string): KeyQueue {
    const queue = this.keys.get(key) ?? { key, held: 0, waiting: new FairQueue() };
    this.keys.set(key, queue);
    return queue;
  }

  /** Records whether a permit can be granted to the key. A key that is already recorded keeps its turn. */
  private updateTurn(queue: KeyQueue): void {
    if (queue.waiting.size > 0 && queue.held < this.limit) this.ready.add(queue);
    else this.ready.delete(queue);
  }
}

/**
 * The queues in which runs and nodes wait for permits, kept in memory: first in, first out for each key, and the keys
 * take turns if `total` limits them together. A holder is a name that the caller chooses.
 */
export class ConcurrencyQueues {
  private readonly queues = new Map<string, ConcurrencyQueue>();
  /** Queues in which a permit may have become free. */
  private readonly touched = new Set<ConcurrencyQueue>();
  private granting = false;

  /**
   * Requests a permit, and calls `grant` when it is granted, possibly immediately. A second request of the same holder
   * has no effect.
   */
  request(permit: PermitRequest, holder: string, grant: () => void): void {
    const queue = this.queueOf(permit);
    queue.join(permit.key, holder, grant);
    this.grant(queue);
  }

  /** Takes a permit immediately, above the limit if necessary. Others wait until enough permits have been released. */
  take(permit: PermitRequest, holder: string): void {
    const queue = this.queueOf(permit);
    queue.admit(permit.key, holder);
    this.grant(queue);
  }

  /** Releases a permit, or a place in the queue. */
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

  /**
   * Grants all free permits. If a `grant` releases its permit immediately, this loop grants it again, without a nested
   * call.
   */
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
