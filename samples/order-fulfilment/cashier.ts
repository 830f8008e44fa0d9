import type { Stocked } from './warehouse';

export interface Receipt {
  readonly orderId: string;
  readonly paid: number;
}

/** A client of the payment service that sometimes loses its connection. */
export class Cashier {
  private calls = 0;

  constructor(private readonly failures: number) {}

  async charge({ order }: Stocked): Promise<Receipt> {
    this.calls += 1;
    if (this.calls <= this.failures) throw Object.assign(new Error('connection reset'), { code: 'ECONNRESET' });
    return { orderId: order.id, paid: order.amount };
  }
}
