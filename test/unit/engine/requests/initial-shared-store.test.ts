import { createEngine, type Engine, exit, flow, fn, type StepContext } from 'millrace';
import { memoryStorage } from 'millrace/storage';

const read = fn('read', (name: string, ctx: StepContext) => ctx.shared.get(name));
const { to, wire } = flow('reads', { concurrency: { limit: 1 } }).nodes({ read, done: exit<unknown>() });
const reads = wire('read', { read: to.done });

describe.each([
  ['in memory', () => createEngine()],
  ['in memory, strictly', () => createEngine({ strict: true })],
  ['over a storage', () => createEngine({ storage: memoryStorage(), flows: [reads] })],
])('a run that is started with a shared store, %s', (_, make) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await make();
  });
  afterEach(() => engine.stop());

  it('sees what is in it, though it waits in line', async () => {
    const runs = await Promise.all(
      ['a', 'b'].map((name) => engine.start(reads, name, { shared: { a: 1, b: { deep: [new Date(0)] } } })),
    );
    await expect(Promise.all(runs.map((run) => run.result()))).resolves.toEqual([1, { deep: [new Date(0)] }]);
  });

  it('has a store of its own', async () => {
    const shared = { a: 1 };
    const run = await engine.start(reads, 'a', { shared });
    shared.a = 2;
    await expect(run.result()).resolves.toBe(1);
  });

  it('is another start than one with another store', async () => {
    const options = { idempotencyKey: 'k' };
    const first = await engine.start(reads, 'a', { ...options, shared: { a: 1 } });
    const again = await engine.start(reads, 'a', { ...options, shared: { a: 1 } });
    expect(again.id).toBe(first.id);
    await expect(engine.start(reads, 'a', { ...options, shared: { a: 2 } })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    await first.result();
  });

  it.each([[null], [[]], ['a'], [new Map()]])('is refused with %p for a store', async (shared) => {
    await expect(engine.start(reads, 'a', { shared: shared as never })).rejects.toThrow(
      /shared: expected an object with a value for each key/,
    );
  });
});
