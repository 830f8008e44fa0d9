import { Container } from 'inversify';
import { createEngine } from 'millrace';
import { memoryStorage } from 'millrace/storage';
import { lookAtCoverage } from '../../samples/flow-coverage/look-at-coverage';
import { Cashier } from '../../samples/order-fulfilment/cashier';
import { fulfilment } from '../../samples/order-fulfilment/flow';
import { Warehouse } from '../../samples/order-fulfilment/warehouse';

describe('coverage in one process', () => {
  it('is of runs that are watched and of histories that are read', async () => {
    const shown = jest.spyOn(console, 'log').mockReturnValue();
    const container = new Container();
    container.bind(Warehouse).toConstantValue(new Warehouse(new Map([['lamp', 'A7']])));
    container.bind(Cashier).toConstantValue(new Cashier(0));
    const engine = await createEngine({ container, flows: [fulfilment], storage: memoryStorage() });
    const order = { id: 'o-1', article: 'lamp', amount: 30 };
    const kept = await engine.start(fulfilment, { ...order, article: 'moon' });
    await kept.result();
    expect(await lookAtCoverage(engine, [order], kept.id)).toEqual(['amount --large--> manual']);
    expect(shown.mock.calls[0]?.[0]).toContain(
      'order-fulfilment@1.0.0     2  8/9 88.8 %  4/5 80 %     1/2 50 %  0/1 0 %',
    );
    shown.mockRestore();
    await engine.stop();
  });
});
