import { all, createEngine, exit, flow, flowOf, fn, node, type StepContext } from 'millrace';
import { memoryStorage } from 'millrace/storage';
import { VirtualClock } from 'millrace/testing';

interface Cart {
  readonly items: string[];
}

const spoil = (cart: Cart, ctx: StepContext): number => {
  cart.items.push(ctx.node);
  if (ctx.attempt === 1) throw new Error('once more');
  return cart.items.length;
};

describe.each([
  ['in memory, strictly', (clock: VirtualClock) => createEngine({ clock, strict: true })],
  ['over a storage', (clock: VirtualClock) => createEngine({ clock, storage: memoryStorage() })],
])('what a step is given %s', (_, make) => {
  it('is its own: what it changes in it is seen by no other attempt, branch or mapping', async () => {
    const clock = new VirtualClock();
    const engine = await make(clock);
    const retried = node(fn('spoil', spoil), { retry: { maxAttempts: 2 } });
    const { to, wire, input } = flow<Cart>('spoilt').nodes({
      both: all({ a: retried, b: retried }),
      after: fn('after', ({ items }: Cart) => items),
      done: exit<string[]>(),
    });
    const spoilt = wire('both', { both: to.after.from(input), after: to.done });
    const run = await engine.start(spoilt, { items: ['x'] });
    await clock.advance('1m');
    await expect(run.result()).resolves.toEqual(['x']);
    const alone = await engine.start(flowOf('alone', retried), { items: ['x'] });
    await clock.advance('1m');
    await expect(alone.result()).resolves.toBe(2);
    await engine.stop();
  });
});
