import { IsInt } from 'class-validator';
import { type Engine, exit, flow, fn, signal, waitFor } from 'millrace';
import { z } from 'zod';
import { createMemoryEngine } from '../../../../src/engine';
import { DurableWorld } from '../durable/durable-world';

class Payment {
  @IsInt() cents!: number;
  get euros(): number {
    return this.cents / 100;
  }
}

/** As it comes from outside: no instance. */
function received(cents: number): Payment {
  return JSON.parse(JSON.stringify({ cents })) as Payment;
}

const paid = signal('paid', Payment);
const counted = signal('counted', z.object({ count: z.coerce.number() }));

const draft = flow('payments').nodes({
  pay: waitFor(paid),
  euros: fn('euros', (payment: Payment) => payment.euros),
  count: waitFor(counted),
  twice: fn('twice', ({ count }: { readonly count: number }) => count * 2),
  done: exit<{ readonly euros: number; readonly count: number }>(),
});
const { to, out } = draft;
const payments = draft.wire('pay', {
  pay: to.euros,
  euros: to.count,
  count: to.twice,
  twice: to.done.from({ euros: out.euros, count: out.twice }),
});

let world: DurableWorld;
beforeEach(() => {
  world = new DurableWorld();
});
const started: Engine[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((engine) => engine.stop({ graceMs: 0 })));
  await world.end();
});

function inMemory(strict: boolean): Promise<Engine> {
  const { engine } = createMemoryEngine({ strict });
  started.push(engine);
  return Promise.resolve(engine);
}

const engines: readonly (readonly [string, () => Promise<Engine>])[] = [
  ['without a storage', () => inMemory(false)],
  ['that is strict', () => inMemory(true)],
  ['with a storage', () => world.engine([payments])],
];

describe.each(engines)('a signal with a declared payload, in an engine %s', (_, make) => {
  it('is refused before it is acknowledged where its payload is not valid', async () => {
    const engine = await make();
    const run = await engine.start(payments, undefined);
    await expect(engine.signal({ runId: run.id }, paid, received(1.5))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('payload of signal "paid"') as string,
    });
    await expect(engine.signal({ runId: run.id }, counted, { count: 'many' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('comes to the steps as the class or schema makes it', async () => {
    const engine = await make();
    const run = await engine.start(payments, undefined);
    await engine.signal({ runId: run.id }, paid, received(250));
    await engine.signal({ runId: run.id }, counted, { count: '4' });
    expect(await run.result()).toEqual({ euros: 2.5, count: 8 });
  });
});

it('a payload that is neither class nor schema is refused where the signal is declared', () => {
  expect(() => signal('odd', { type: 'object' } as never)).toThrow(
    expect.objectContaining({ code: 'DEFINITION' }) as Error,
  );
});
