import { TerminalError } from 'millrace';
import type { Order } from './order';

export interface Stocked {
  readonly order: Order;
  readonly shelf: string;
}

/** A client of the warehouse; a test or another service injects its own. */
export class Warehouse {
  private readonly reserved = new Map<string, string>();

  constructor(private readonly shelves: ReadonlyMap<string, string>) {}

  /** Reserves the article. A repeated key returns the same reservation. */
  async reserve(order: Order, idempotencyKey: string): Promise<Stocked> {
    const shelf = this.reserved.get(idempotencyKey) ?? this.shelves.get(order.article);
    if (shelf === undefined) throw new TerminalError(`there is no article ${order.article}`, { code: 'NO_ARTICLE' });
    this.reserved.set(idempotencyKey, shelf);
    return { order, shelf };
  }

  release(idempotencyKey: string): void {
    this.reserved.delete(idempotencyKey);
  }

  get reservations(): number {
    return this.reserved.size;
  }
}
