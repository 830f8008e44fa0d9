import { createEngine, type Engine, exit, flow, fn, type StepFailure, sleep } from 'millrace';
import { toJSON, toMermaid } from 'millrace/flow/drawing';
import { memoryStorage } from 'millrace/storage';
import { VirtualClock } from 'millrace/testing';

interface Order {
  readonly deliverOn?: Date;
  readonly after?: '5s' | 'soon';
}

const { to, wire } = flow<Order>('delivery').nodes({
  wait: sleep((order: Order) => {
    if (order.deliverOn) return order.deliverOn;
    if (order.after === undefined) throw new Error('nobody said when');
    return order.after as '5s';
  }),
  deliver: fn('deliver', () => 'delivered'),
  sorry: fn('sorry', ({ failure }: StepFailure<Order>) => failure.message),
  done: exit<string>(),
});
const delivery = wire('wait', { wait: { next: to.deliver, error: to.sorry }, deliver: to.done, sorry: to.done });

describe.each(['in memory', 'with a storage'])('a sleep whose length a function of the input says, %s', (where) => {
  let clock: VirtualClock;
  let engine: Engine;
  beforeEach(async () => {
    clock = new VirtualClock();
    engine =
      where === 'in memory'
        ? await createEngine({ clock, flows: [delivery] })
        : await createEngine({ clock, flows: [delivery], storage: memoryStorage() });
  });
  afterEach(() => engine.stop({ graceMs: 0 }));

  it('lasts so long', async () => {
    const run = await engine.start(delivery, { after: '5s' });
    await clock.settle();
    await clock.jump(4999);
    expect(await run.status()).toBe('waiting');
    await clock.jump(1);
    expect(await run.result()).toBe('delivered');
  });

  it('lasts until a date', async () => {
    const run = await engine.start(delivery, { deliverOn: new Date(clock.now() + 86_400_000) });
    await clock.settle();
    await clock.jump(86_399_999);
    expect(await run.status()).toBe('waiting');
    await clock.jump(1);
    expect(await run.result()).toBe('delivered');
  });

  it('is over at once if the date has passed', async () => {
    const run = await engine.start(delivery, { deliverOn: new Date(0) });
    await clock.settle();
    expect(await run.result()).toBe('delivered');
  });

  it('fails its node where the function throws or gives no duration', async () => {
    const thrown = await engine.start(delivery, {});
    await clock.settle();
    expect(await thrown.result()).toBe('sleep of node "wait": nobody said when');
    const odd = await engine.start(delivery, { after: 'soon' });
    await clock.settle();
    expect(await odd.result()).toContain('"soon" is not a duration');
  });
});

it('is drawn and described without a length', () => {
  expect(toMermaid(delivery)).toContain('sleep');
  expect(JSON.stringify(toJSON(delivery))).not.toContain('"ms"');
});
