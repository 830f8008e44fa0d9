import { type ContextOf, exit, flow, key, MachineStep, Step, signal, waitFor, within } from 'millrace';

// An order that waits for a payment and gives the stock back if none comes.

export class Order {
  id!: string;
  total!: number;
}
export interface Reserved {
  readonly reservation: string;
}
export interface Paid {
  readonly paymentId: string;
}
export interface Shipped {
  readonly tracking: string;
}

export const released = key<readonly string[]>('released', []);

@Step()
export class Reserve extends MachineStep<Order, Reserved> {
  execute(order: Order) {
    return { reservation: `r-${order.id}` };
  }

  override compensate(committed: { readonly output: Reserved }, ctx: ContextOf<this>) {
    ctx.shared.set(released, [...ctx.shared.get(released), committed.output.reservation]);
  }
}

export interface Shipment {
  readonly order: Order;
  readonly stock: Reserved;
  readonly payment: Paid;
}

@Step()
export class Ship extends MachineStep<Shipment, Shipped> {
  execute({ order, stock, payment }: Shipment) {
    return { tracking: [order.id, stock.reservation, payment.paymentId].join(' ') };
  }
}

export const paid = signal<Paid>('payment.received');

const { to, out, input, wire } = flow('saga', { version: '1.0.0', input: Order }).nodes({
  reserve: Reserve,
  wait: within(waitFor(paid), '3d'),
  ship: Ship,
  done: exit<Shipped>(),
  cancelled: exit<Order>({ compensate: true }),
});

export const saga = wire('reserve', {
  reserve: to.wait,
  wait: {
    next: to.ship.from({ order: input, stock: out.reserve, payment: out.wait.next }),
    overdue: to.cancelled.from(input),
  },
  ship: to.done,
});
