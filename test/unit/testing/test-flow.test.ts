import { Container } from 'inversify';
import { flowOf, fn } from 'millrace';
import { expectOutcome, hang, mockStep, spyOn, testFlow } from 'millrace/testing';
import { Cashier, type Receipt } from '../../../samples/order-fulfilment/cashier';
import { AmountRouter, Charge, CheckStock, fulfilment } from '../../../samples/order-fulfilment/flow';
import { Order } from '../../../samples/order-fulfilment/order';
import { type Stocked, Warehouse } from '../../../samples/order-fulfilment/warehouse';

const order = { id: 'o-1', article: 'lamp', amount: 30 };
const stocked: Stocked = { order: Object.assign(new Order(), order), shelf: 'A7' };
const receipt: Receipt = { orderId: 'o-1', paid: 30 };

describe('testFlow', () => {
  it('runs a flow with doubles, without making the steps that they stand in for', async () => {
    const spy = spyOn(fulfilment);
    const test = await testFlow(fulfilment, {
      input: order,
      steps: [mockStep(CheckStock, stocked), mockStep(Charge, receipt)],
      expect: {
        status: 'completed',
        result: { action: 'done', value: { ledger: 'o-1 30' } },
        taken: ['stock', AmountRouter, 'charge', 'notify', 'done'],
        notTaken: ['rejected'],
      },
    });
    expect(test.failures).toEqual([]);
    expect(test.passed).toBe(true);
    expect(spy.order).toEqual(['stock', 'amount', 'charge', 'notify/mail', 'notify/ledger']);
    expect(spy.inputsOf(Charge)).toEqual([stocked]);
    expect(spy.outputsOf('charge')).toEqual([receipt]);
    spy.restore();
  });

  it('lets minutes of backoff pass in no time, and counts every attempt', async () => {
    const test = await testFlow(fulfilment, {
      input: order,
      steps: [
        mockStep(CheckStock, stocked),
        mockStep(Charge, new Error('one'), new Error('two'), new Error('three'), receipt),
      ],
    });
    expect(test.outcome).toMatchObject({ status: 'completed', action: 'done' });
    expect(test.trace.calls.filter(({ node }) => node === 'charge').map(({ status }) => status)).toEqual([
      'failed',
      'failed',
      'failed',
      'completed',
    ]);
  });

  it('ends what hangs by its timeout', async () => {
    const test = await testFlow(fulfilment, {
      input: order,
      steps: [mockStep(CheckStock, hang, stocked), mockStep(Charge, receipt)],
    });
    expect(test.outcome).toMatchObject({ status: 'completed', action: 'done' });
    expect(test.trace.calls[0]).toMatchObject({ node: 'stock', failure: { code: 'TIMEOUT' } });
  });

  it('takes what no double stands in for out of a container, which is afterwards as it was', async () => {
    const container = new Container();
    const cashier = new Cashier(0);
    container.bind(Cashier).toConstantValue(cashier);
    container.bind(Warehouse).toConstantValue(new Warehouse(new Map()));
    const test = await testFlow(fulfilment, {
      input: order,
      container,
      bindings: [[Warehouse, new Warehouse(new Map([['lamp', 'A7']]))]],
    });
    expect(test.outcome).toMatchObject({ status: 'completed', action: 'done' });
    expect(test.trace.emitted('progress')).toEqual([0.5]);
    const again = await testFlow(fulfilment, { input: order, container });
    expect(again.outcome).toMatchObject({ status: 'completed', action: 'rejected' });
  });

  it('says everything that is not as expected, and throws nothing', async () => {
    const test = await testFlow(fulfilment, {
      input: order,
      steps: [mockStep(CheckStock, stocked), mockStep(Charge, receipt)],
      expect: {
        status: 'failed',
        result: { action: 'done', value: { ledger: 'x' } },
        taken: ['stock', 'manual'],
        notTaken: ['charge'],
        outputs: { progress: [1] },
        shared: { attempts: 1 },
      },
    });
    expect(test.failures).toMatchInlineSnapshot(`
[
  "expected the run to be failed; run test of "order-fulfilment" is completed",
  "result.value.ledger: expected 'x', got 'o-1 30'",
  "expected the run to reach manual after stock; it took stock → amount → charge → notify → notify/mail → notify/ledger → done",
  "expected the run not to reach charge, but it does",
  "outputs.progress: expected 1 items, got 0: []",
  "shared.attempts: expected 1, but it is missing",
]
`);
    expect(() => {
      expectOutcome(test, { failure: 'TIMEOUT' });
    }).toThrow('expected the run to fail; run test of "order-fulfilment" is completed');
  });

  it('knows what a step was given, whatever it has done with it', async () => {
    const spoil = fn('spoil', (cart: { items: string[] }) => cart.items.push('more'));
    const { trace } = await testFlow(flowOf('spoilt', spoil), { input: { items: ['one'] } });
    expect(trace.calls[0]).toMatchObject({ input: { items: ['one'] }, output: 2 });
  });
});
