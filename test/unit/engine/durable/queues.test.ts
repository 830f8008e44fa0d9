import { exit, flow, fn, waitFor } from 'millrace';
import { DurableWorld, go } from './durable-world';

let world: DurableWorld;
beforeEach(() => {
  world = new DurableWorld();
});
afterEach(() => world.end());

describe('a run that waits in line', () => {
  const same = fn('same', (n: number) => n);
  function lined(version: string) {
    const draft = flow('lined', { version, concurrency: { limit: 1 } });
    const { to, wire } = draft.nodes({ wait: waitFor(go), same, done: exit<number>() });
    return wire('wait', { wait: to.same, same: to.done });
  }

  it('keeps the signals that come before its turn, and begins with them', async () => {
    const engine = await world.engine([lined('1.0.0')]);
    const [first, second] = [await engine.start('lined', undefined), await engine.start('lined', undefined)];
    await world.clock.settle();
    await engine.signal({ runId: second.id }, go, 2);
    await world.clock.settle();
    expect(await second.status()).toBe('pending');
    await engine.signal({ runId: first.id }, go, 1);
    await world.clock.settle();
    expect([await first.status(), await second.status()]).toEqual(['completed', 'completed']);
    expect(await second.result()).toBe(2);
  });

  it('begins on the version onto which it was moved meanwhile', async () => {
    const engine = await world.engine([lined('1.0.0')]);
    const [first, second] = [await engine.start('lined', undefined), await engine.start('lined', undefined)];
    await world.clock.settle();
    await engine.migrate([second.id], { to: lined('2.0.0') });
    await engine.signal({ runId: first.id }, go, 1);
    await world.clock.settle();
    expect(await engine.inspect(second.id)).toMatchObject({ status: 'waiting', version: '2.0.0' });
  });

  it('can be paused there: it begins when it has its turn and is resumed, whichever comes first', async () => {
    const engine = await world.engine([lined('1.0.0')]);
    const start = async () => engine.start('lined', undefined);
    const [first, second, third] = [await start(), await start(), await start()];
    for (const run of [second, third]) await run.pause();
    await world.clock.settle();
    await third.resume();
    await engine.signal({ runId: first.id }, go, 1);
    await engine.signal({ runId: second.id }, go, 2);
    await world.clock.settle();
    expect([await second.status(), await third.status()]).toEqual(['paused', 'pending']);
    await second.resume();
    await world.clock.settle();
    expect([await second.status(), await third.status()]).toEqual(['completed', 'waiting']);
  });

  it('frees its line at its end, or when it is moved onto a version without one', async () => {
    const free = flow('lined', { version: '2.0.0' }).nodes({ wait: waitFor(go), done: exit<number>() });
    const engine = await world.engine([lined('1.0.0')]);
    const start = async () => (await engine.start('lined', undefined, { version: '1.0.0' })).id;
    const [first, second, third] = [await start(), await start(), await start()];
    await world.clock.settle();
    await engine.migrate([first, second], { to: free.wire('wait', { wait: free.to.done }) });
    await world.clock.settle();
    const statuses = async () =>
      Promise.all([first, second, third].map(async (id) => (await engine.inspect(id))?.status));
    expect(await statuses()).toEqual(['waiting', 'waiting', 'waiting']);
    for (const runId of [first, second, third]) await engine.signal({ runId }, go, 1);
    await world.clock.settle();
    expect(await statuses()).toEqual(['completed', 'completed', 'completed']);
  });

  it('cannot be copied before it has begun', async () => {
    const engine = await world.engine([lined('1.0.0')]);
    await engine.start('lined', undefined);
    const second = await engine.start('lined', undefined);
    await engine.signal({ runId: second.id }, go, 2);
    await world.clock.settle();
    await expect(engine.fork(second.id)).rejects.toMatchObject({ code: 'WRONG_STATE', message: /not begun/ });
  });
});
