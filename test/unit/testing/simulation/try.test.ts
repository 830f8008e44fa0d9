import { Container } from 'inversify';
import { simulate } from 'millrace/testing';
import { Cashier } from '../../../../samples/order-fulfilment/cashier';
import { fulfilment } from '../../../../samples/order-fulfilment/flow';
import { Warehouse } from '../../../../samples/order-fulfilment/warehouse';
const order = { id: 'o-1', article: 'lamp', amount: 30 };
it('try', async () => {
  const t0 = performance.now();
  const report = await simulate(fulfilment, {
    seeds: Number(process.env.SEEDS ?? 100),
    faults: JSON.parse(process.env.FAULTS ?? 'true'),
    world: () => ({ warehouse: new Warehouse(new Map([['lamp', 'A7']])), cashier: new Cashier(0) }),
    container: ({ warehouse, cashier }) => {
      const container = new Container();
      container.bind(Warehouse).toConstantValue(warehouse);
      container.bind(Cashier).toConstantValue(cashier);
      return container;
    },
    input: order,
    invariant: ({ world, outcome }) => {
      if (outcome.status === 'completed' && outcome.action === 'done' && world.warehouse.reservations !== 1) return 'not reserved';
    },
  });
  console.log(report, performance.now() - t0);
});
