import {
  all,
  createEngine,
  exit,
  flow,
  flowOf,
  fn,
  HumanStep,
  MachineStep,
  node,
  PhasedStep,
  Step,
  type StepContext,
  sleep,
  unchecked,
} from 'millrace';
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

  it('is its own for every hook and function: no change of theirs reaches the work', async () => {
    const clock = new VirtualClock();
    const engine = await make(clock);
    const seen: Record<string, readonly string[]> = {};
    const note = (name: string, cart: Cart) => {
      seen[name] ??= [...cart.items];
      cart.items.push(name);
    };

    @Step({ retry: { maxAttempts: 2 } })
    class Skipping extends MachineStep<Cart, Cart> {
      override skip(cart: Cart) {
        note('skip', cart);
        return undefined;
      }
      execute(cart: Cart, ctx: StepContext): Cart {
        note(`execute ${ctx.attempt}`, cart);
        if (ctx.attempt === 1) throw new Error('once more');
        return { items: ['x'] };
      }
      override compensate({ input, output }: { input: Cart; output: Cart }, ctx: StepContext) {
        note(`undo input ${ctx.attempt}`, input);
        note(`undo output ${ctx.attempt}`, output);
        if (ctx.attempt === 1) throw new Error('undo it once more');
      }
    }
    @Step()
    class Phased extends PhasedStep<Cart, Cart, Cart, { next: Cart }> {
      prepare(cart: Cart) {
        note('prepare', cart);
        return { items: ['x'] };
      }
      execute(cart: Cart) {
        note('phased', cart);
        return { items: ['x'] };
      }
      finish(result: Cart, prepared: Cart) {
        note('finish', prepared);
        return result;
      }
    }
    @Step({ form: unchecked<Cart>() })
    class Ask extends HumanStep<Cart, Cart, { done: Cart }> {
      request(cart: Cart) {
        note('request', cart);
        return { title: 'Ask' };
      }
      override check(form: Cart, cart: Cart) {
        note('check form', form);
        note('check', cart);
        return undefined;
      }
      complete(form: Cart, cart: Cart) {
        note('form', form);
        note('complete', cart);
        return this.to('done', { items: ['x'] });
      }
    }
    const key = (name: string) => (cart: Cart) => {
      note(name, cart);
      return 'k';
    };
    const { to, wire, input } = flow<Cart>('hooked', { concurrency: { limit: 1, key: key('key of the flow') } }).nodes({
      skipping: Skipping,
      phased: Phased,
      ask: Ask,
      queued: node(
        fn('queued', (cart: Cart) => note('queued', cart)),
        {
          concurrency: { limit: 1, key: key('key of the node') },
        },
      ),
      rest: sleep((cart: Cart) => {
        note('sleep', cart);
        return 1;
      }),
      mapped: fn('mapped', (cart: Cart) => note('mapped', cart)),
      undo: fn('undo', () => {
        throw new Error('undo everything');
      }),
      done: exit<unknown>(),
    });
    const change = (cart: Cart) => {
      note('via', cart);
      return { items: ['x'] };
    };
    const hooked = wire('skipping', {
      skipping: to.phased,
      phased: to.ask,
      ask: { done: to.mapped.via(change) },
      mapped: to.queued.from(input),
      queued: to.rest.from(input),
      rest: to.undo,
      undo: to.done,
    });
    const run = await engine.start(hooked, { items: ['x'] });
    await clock.advance('1m');
    const [task] = (await engine.tasks.list()).items;
    await engine.tasks.complete(task?.id ?? '', { by: 'ann', form: { items: ['x'] } });
    await clock.advance('10m');
    await expect(run.status()).resolves.toBe('failed');
    await run.result().catch(() => undefined);
    const names = ['skip', 'execute 1', 'execute 2', 'undo input 1', 'undo output 1', 'undo input 2', 'undo output 2'];
    names.push('prepare', 'phased', 'finish', 'request', 'check form', 'check', 'form', 'complete');
    names.push('key of the flow', 'key of the node', 'queued', 'sleep', 'via', 'mapped');
    expect(seen).toEqual(Object.fromEntries(names.map((name) => [name, ['x']])));
    await engine.stop();
  });
});
