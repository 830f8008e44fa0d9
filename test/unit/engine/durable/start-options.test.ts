import { exit, flow, waitFor } from 'millrace';
import { DurableWorld, go } from './durable-world';

let world: DurableWorld;
beforeEach(() => {
  world = new DurableWorld();
});
afterEach(() => world.end());

const { to, wire } = flow('plain').nodes({ wait: waitFor(go), done: exit<number>() });
const plain = wire('wait', { wait: to.done });

describe.each([
  ['id', ''],
  ['id', 5],
  ['id', {}],
  ['idempotencyKey', ''],
  ['idempotencyKey', ['k']],
  ['correlationId', Symbol('c')],
  ['tags', 'urgent'],
  ['tags', 7],
  ['tags', ['ok', null]],
  ['signal', {}],
])('%s: %p', (option, value) => {
  it('is refused by its name, and nothing is started or copied', async () => {
    const engine = await world.engine([plain]);
    const run = await engine.start(plain, undefined);
    await world.clock.settle();
    const refusal = { code: 'INVALID_OPTION', details: { option } };
    await expect(engine.start(plain, undefined, { [option]: value })).rejects.toMatchObject(refusal);
    if (option !== 'signal') await expect(engine.fork(run.id, { [option]: value })).rejects.toMatchObject(refusal);
    expect((await engine.list()).items.map(({ id }) => id)).toEqual([run.id]);
  });
});
