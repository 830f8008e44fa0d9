import { exit, flow, MachineStep, RouterStep, Step } from 'millrace';
import { Order } from './saga';

// Data from two steps earlier, and from a side way that may have been skipped.

export interface Customer {
  readonly tier: string;
}
export interface Score {
  readonly risk: number;
}
export interface Offer {
  readonly price: number;
}
export interface Quotation {
  readonly order: Order;
  readonly customer: Customer;
  readonly score: Score | undefined;
}

@Step()
export class FetchCustomer extends MachineStep<Order, Customer> {
  async execute(order: Order) {
    return { tier: order.id.startsWith('gold') ? 'gold' : 'new' };
  }
}

@Step()
export class NeedsCheck extends RouterStep<Customer, { check: Customer; trust: Customer }> {
  execute(customer: Customer) {
    return this.to(customer.tier === 'gold' ? 'trust' : 'check', customer);
  }
}

@Step()
export class ScoreRisk extends MachineStep<Customer, Score> {
  async execute() {
    return { risk: 2 };
  }
}

@Step()
export class Quote extends MachineStep<Quotation, Offer> {
  execute({ order, score }: Quotation) {
    return { price: order.total * (score?.risk ?? 1) };
  }
}

const { to, out, maybe, input, wire } = flow('quote', { input: Order }).nodes({
  fetch: FetchCustomer,
  need: NeedsCheck,
  score: ScoreRisk,
  quote: Quote,
  done: exit<Offer>(),
});
const quoted = to.quote.from({ order: input, customer: out.fetch, score: maybe.score });

export const quoting = wire('fetch', {
  fetch: to.need,
  need: { check: to.score, trust: quoted },
  score: quoted,
  quote: to.done,
});
