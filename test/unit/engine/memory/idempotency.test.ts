import { IsInt } from 'class-validator';
import { createEngine, type Engine, exit, flow, signal, unchecked, waitFor } from 'millrace';
import { Secret } from 'millrace/storage';

class Order {
  @IsInt() lines!: number;
  @IsInt() total!: number;
}

function order(properties: Pick<Order, 'lines' | 'total'>): Order {
  return Object.assign(new Order(), properties);
}

class Money {
  constructor(readonly cents: number) {}
}

const paid = signal('paid', Order);
const any = signal<unknown>('any');

function orders() {
  const draft = flow('orders', { input: Order }).nodes({
    wait: waitFor(paid),
    second: waitFor(paid),
    done: exit<Order>(),
  });
  return draft.wire('wait', { wait: draft.to.second, second: draft.to.done });
}

function anything() {
  const draft = flow('anything', { input: unchecked() }).nodes({ wait: waitFor(any), done: exit<unknown>() });
  return draft.wire('wait', { wait: draft.to.done });
}

const CONFLICT = expect.objectContaining({ code: 'IDEMPOTENCY_CONFLICT' }) as Error;

let engine: Engine;
beforeEach(async () => {
  engine = await createEngine({ flows: [orders(), anything()] });
});
afterEach(() => engine.stop({ graceMs: 0 }));

describe('an engine without a storage compares what comes with an idempotency key', () => {
  it('by the properties of instances of declared classes', async () => {
    const start = (input: unknown) => engine.start('orders', input, { idempotencyKey: 'k' });
    const run = await start({ lines: 1, total: 2 });
    expect((await start({ total: 2, lines: 1 })).id).toBe(run.id);
    await expect(start({ total: 3, lines: 1 })).rejects.toThrow(CONFLICT);
    const send = (payload: Order, idempotencyKey: string) =>
      engine.signal({ runId: run.id }, paid, payload, { idempotencyKey });
    await send(order({ lines: 5, total: 6 }), 's');
    await send(order({ total: 6, lines: 5 }), 's');
    await expect(send(order({ total: 6, lines: 7 }), 's')).rejects.toThrow(CONFLICT);
    await send(order({ lines: 8, total: 9 }), 't');
    expect(await run.result()).toEqual({ lines: 8, total: 9 });
  });

  it('as it was when it was given, whatever becomes of it', async () => {
    const [input, payload] = [{ n: 1 }, { n: 2 }];
    const run = await engine.start('anything', input, { idempotencyKey: 'k' });
    await engine.signal({ runId: run.id }, any, payload, { idempotencyKey: 's' });
    input.n = 7;
    payload.n = 7;
    expect((await engine.start('anything', { n: 1 }, { idempotencyKey: 'k' })).id).toBe(run.id);
    await engine.signal({ runId: run.id }, any, { n: 2 }, { idempotencyKey: 's' });
  });

  it('also by the contents of secrets', async () => {
    const start = (pin: string) => engine.start('anything', { pin: new Secret(pin) }, { idempotencyKey: 'k' });
    expect((await start('1234')).id).toBe((await start('1234')).id);
    await expect(start('1235')).rejects.toThrow(CONFLICT);
  });

  it('and refuses what cannot be compared, which it takes without a key', async () => {
    const money = new Money(5);
    const refusal = { code: 'NOT_SERIALISABLE', details: { path: 'input.price' } };
    await expect(engine.start('anything', { price: money }, { idempotencyKey: 'k' })).rejects.toMatchObject(refusal);
    expect((await engine.list()).items).toEqual([]);
    const run = await engine.start('anything', { price: money });
    await expect(engine.signal({ runId: run.id }, any, money, { idempotencyKey: 's' })).rejects.toMatchObject({
      code: 'NOT_SERIALISABLE',
    });
    await engine.signal({ runId: run.id }, any, money);
    expect(await run.result()).toBe(money);
  });
});
