import { inject } from 'inversify';
import {
  all,
  type ContextOf,
  exit,
  flow,
  fn,
  MachineStep,
  node,
  RetryPolicy,
  RouterStep,
  Step,
  type StepFailure,
} from 'millrace';
import { Cashier, type Receipt } from './cashier';
import { Order } from './order';
import { type Stocked, Warehouse } from './warehouse';

// #region step
@Step({ retry: RetryPolicy.standard, timeout: '30s' })
export class CheckStock extends MachineStep<Order, Stocked, { progress: number }> {
  constructor(@inject(Warehouse) private readonly warehouse: Warehouse) {
    super();
  }

  async execute(order: Order, ctx: ContextOf<this>): Promise<Stocked> {
    ctx.emit('progress', 0.5);
    return this.warehouse.reserve(order, ctx.idempotencyKey);
  }

  override compensate(_: unknown, ctx: ContextOf<this>) {
    this.warehouse.release(ctx.idempotencyKey);
  }
}
// #endregion step

// #region router
@Step()
export class AmountRouter extends RouterStep<Stocked, { small: Stocked; large: Stocked }> {
  execute(stocked: Stocked) {
    return this.to(stocked.order.amount < 1000 ? 'small' : 'large', stocked);
  }
}
// #endregion router

@Step()
export class Charge extends MachineStep<Stocked, Receipt> {
  constructor(@inject(Cashier) private readonly cashier: Cashier) {
    super();
  }

  execute(stocked: Stocked) {
    return this.cashier.charge(stocked);
  }
}

export interface Confirmation {
  readonly mail: string;
  readonly ledger: string;
}

const mail = fn('mail', (receipt: Receipt) => `Dear customer, we received ${receipt.paid} €.`);
const ledger = fn('ledger', (receipt: Receipt) => `${receipt.orderId} ${receipt.paid}`);
const reason = (failure: StepFailure<unknown>) => failure.failure.message;

// #region flow
const draft = flow('order-fulfilment', { version: '1.0.0', input: Order }).nodes({
  stock: CheckStock,
  amount: AmountRouter,
  charge: node(Charge, { retry: RetryPolicy.patient }),
  notify: all({ mail, ledger }),
  done: exit<Confirmation>(),
  manual: exit<Order>(),
  rejected: exit<string>({ compensate: true }),
});
const { to, input } = draft;

export const fulfilment = draft.wire('stock', {
  stock: { next: to.amount, error: to.rejected.via(reason) },
  amount: { small: to.charge, large: to.manual.from(input) },
  charge: { next: to.notify, error: to.rejected.via(reason) },
  notify: to.done,
});
// #endregion flow
