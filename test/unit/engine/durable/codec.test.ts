import { randomBytes } from 'node:crypto';
import { Transform, Type } from 'class-transformer';
import { IsDate, IsInstance, IsInt, IsString, ValidateNested } from 'class-validator';
import { exit, flow, flowOf, fn, key, MachineStep, type RunEvent, Step, waitFor } from 'millrace';
import { classCodec, compression, encryption, Secret } from 'millrace/storage';
import { createMemoryEngine } from '../../../../src/engine';
import { DurableWorld, go, resultOf } from './durable-world';

const keys = { first: randomBytes(32), second: randomBytes(32) };

let world: DurableWorld;
beforeEach(() => {
  world = new DurableWorld();
});
afterEach(() => world.end());

/** Everything that the storage keeps of a run, as text. */
async function storedText(id: string): Promise<string> {
  return JSON.stringify(await world.storage.load({ run: { id } }));
}

class Login {
  @IsString() user!: string;
  @IsInstance(Secret) token!: Secret<string>;
}

@Step()
class Call extends MachineStep<Login, { readonly user: string; readonly session: Secret<string> }> {
  execute({ user, token }: Login) {
    return { user, session: new Secret(`session of ${token.reveal()}`) };
  }
}

function login() {
  const draft = flow('login', { input: Login }).nodes({
    call: Call,
    wait: waitFor(go),
    use: fn('use', ({ session }: { readonly session: Secret<string> }) => session.reveal().length),
    done: exit<number>(),
  });
  const { to, out } = draft;
  return draft.wire('call', { call: to.wait, wait: to.use.from(out.call), use: to.done });
}

describe('an engine with a codec', () => {
  it('keeps nothing of a value in the clear, and reads it after a change of keys', async () => {
    const draft = flow('private').nodes({
      a: fn('a', (n: string) => `${n} again`),
      wait: waitFor(go),
      fail: fn('fail', (): string => {
        throw new Error('jabberwock was here');
      }),
      done: exit<string>(),
    });
    const secretive = draft.wire('a', { a: draft.to.wait, wait: draft.to.fail, fail: draft.to.done });
    const first = await world.engine([secretive], { transforms: encryption({ keys, current: 'first' }) });
    const run = await first.start(secretive, 'jabberwock');
    await world.clock.settle();
    await first.stop();
    const transforms = [compression({ from: 10 }), encryption({ keys, current: 'second' })];
    const second = await world.engine([secretive], { transforms });
    await second.signal({ runId: run.id }, go, 7);
    await world.clock.settle();
    expect(await second.inspect(run.id)).toMatchObject({
      status: 'failed',
      failure: { message: 'jabberwock was here' },
    });
    expect(await storedText(run.id)).not.toContain('jabberwock');
    const { items } = await second.history(run.id);
    expect(items[0]).toMatchObject({ type: 'run.started', data: { input: 'jabberwock' } });
  });

  it('recognises a repeated start and signal though each is written in another way', async () => {
    const draft = flow('twice').nodes({ wait: waitFor(go), done: exit<number>() });
    const twice = draft.wire('wait', { wait: draft.to.done });
    const engine = await world.engine([twice], { transforms: encryption({ keys, current: 'first' }) });
    const run = await engine.start(twice, undefined, { idempotencyKey: 'k' });
    expect((await engine.start(twice, undefined, { idempotencyKey: 'k' })).id).toBe(run.id);
    await engine.signal({ runId: run.id }, go, 1, { idempotencyKey: 's' });
    await engine.signal({ runId: run.id }, go, 1, { idempotencyKey: 's' });
    expect(await run.result()).toBe(1);
  });

  it('that cannot read a run says so, and leaves it to an engine that can', async () => {
    const draft = flow('locked').nodes({ wait: waitFor(go), done: exit<number>() });
    const locked = draft.wire('wait', { wait: draft.to.done });
    const first = await world.engine([locked], { transforms: encryption({ keys, current: 'first' }) });
    const run = await first.start(locked, undefined);
    await world.clock.settle();
    await first.stop();
    const blind = await world.engine([locked], {
      transforms: encryption({ keys: { other: keys.second }, current: 'other' }),
    });
    await expect(blind.history(run.id)).rejects.toMatchObject({ code: 'UNREADABLE' });
    await blind.stop();
    const second = await world.engine([locked], { transforms: encryption({ keys, current: 'second' }) });
    await second.signal({ runId: run.id }, go, 3);
    await world.clock.settle();
    expect(await (await second.get(run.id))?.status()).toBe('completed');
  });
});

describe('a list of runs, one of which an engine cannot read', () => {
  it('has all of them, and says of the one that it is unreadable', async () => {
    const draft = flow('failing').nodes({
      a: fn('a', (text: string) => Promise.reject(new Error(text))),
      done: exit(),
    });
    const failing = draft.wire('a', { a: draft.to.done });
    const first = await world.engine([failing], { transforms: encryption({ keys, current: 'first' }) });
    const hidden = await first.start(failing, 'hidden');
    await expect(hidden.result()).rejects.toThrow('hidden');
    await first.stop();
    const other = await world.engine([failing], {
      transforms: encryption({ keys: { other: keys.second }, current: 'other' }),
    });
    const shown = await other.start(failing, 'shown');
    await expect(shown.result()).rejects.toThrow('shown');
    const unreadable = { code: 'UNREADABLE', retryable: false, message: expect.stringContaining('"first"') as string };
    expect((await other.list()).items).toMatchObject([
      { id: shown.id, status: 'failed', failure: { message: 'shown' } },
      { id: hidden.id, status: 'failed', failure: unreadable },
    ]);
    expect(await other.inspect(hidden.id)).toMatchObject({ status: 'failed', failure: unreadable });
  });
});

describe('the result of a run that an engine cannot read', () => {
  it('is refused, not waited for', async () => {
    const draft = flow('brief').nodes({ a: fn('a', (n: number) => n), done: exit<number>() });
    const brief = draft.wire('a', { a: draft.to.done });
    const first = await world.engine([brief], { transforms: encryption({ keys, current: 'first' }) });
    const run = await first.start(brief, 1);
    await run.result();
    const other = await world.engine([brief], {
      transforms: encryption({ keys: { other: keys.second }, current: 'other' }),
    });
    await expect(resultOf(other, run.id)).rejects.toMatchObject({ code: 'UNREADABLE', message: /"first"/ });
  });
});

describe('a secret', () => {
  it('is kept encrypted, goes through steps and a restart, and never shows in events', async () => {
    const secretFlow = login();
    const transforms = encryption({ keys, current: 'first' });
    const first = await world.engine([secretFlow], { transforms });
    const run = await first.start(secretFlow, { user: 'anna', token: new Secret('hush, hush') });
    await world.clock.settle();
    expect(await storedText(run.id)).not.toContain('hush, hush');
    await first.stop();
    const second = await world.engine([secretFlow], { transforms });
    const seen: RunEvent[] = [];
    second.events$.subscribe((event) => {
      if ('seq' in event && event.type !== ('run.snapshot' as string)) seen.push(event);
    });
    await second.signal({ runId: run.id }, go, 1);
    await world.clock.settle();
    const outcome: unknown = await (await second.get(run.id))?.result().catch((error: unknown) => error);
    expect(outcome).toBe('session of hush, hush'.length);
    const { items } = await second.history(run.id);
    expect(JSON.stringify([items, seen])).not.toContain('hush, hush');
    expect(JSON.stringify(items)).toContain('[secret]');
  });

  it('is refused by a durable engine that does not encrypt, and nothing is started', async () => {
    const engine = await world.engine([login()]);
    await expect(engine.start('login', { user: 'anna', token: new Secret('hush, hush') })).rejects.toMatchObject({
      code: 'NOT_SERIALISABLE',
      message: expect.stringContaining('encryption') as string,
    });
    expect((await engine.list()).items).toEqual([]);
  });

  it('may be used without a storage, where nothing is kept', async () => {
    const draft = flow('local').nodes({
      use: fn('use', (token: Secret<string>) => token),
      done: exit<Secret<string>>(),
    });
    const local = draft.wire('use', { use: draft.to.done });
    for (const strict of [false, true]) {
      const engine = createMemoryEngine({ flows: [local], strict }).engine;
      expect((await engine.run(local, new Secret('hush, hush'))).reveal()).toBe('hush, hush');
    }
  });
});

describe('a value that is too long', () => {
  const long = 'x'.repeat(1_048_577);
  const note = key('note', '');

  @Step()
  class Writes extends MachineStep<number, number> {
    async execute(n: number, ctx: Parameters<MachineStep<number, number>['execute']>[1]): Promise<number> {
      ctx.shared.set(note, long);
      return Promise.resolve(n);
    }
  }

  it('fails the step that gives it, and says how long it may be', async () => {
    const draft = flow('long').nodes({ make: fn('make', (n: number) => ({ text: long, n })), done: exit<unknown>() });
    const made = draft.wire('make', { make: draft.to.done });
    const engine = await world.engine([made]);
    const run = await engine.start(made, 1);
    await expect(run.result()).rejects.toMatchObject({
      failure: {
        code: 'PAYLOAD_TOO_LARGE',
        message: /the result of "make#1" takes 1048\d+ bytes.*1048576.*maxPayload/,
      },
    });
    const generous = await world.engine([made], { maxPayload: 2_000_000 });
    expect(await generous.run(made, 1)).toMatchObject({ n: 1 });
  });

  it('is refused as an input, a signal and a key of the shared store', async () => {
    const draft = flow('writes').nodes({ write: Writes, done: exit<number>() });
    const writes = draft.wire('write', { write: draft.to.done });
    const engine = await world.engine([writes, flowOf('waits', waitFor(go))]);
    await expect(engine.start(writes, long as never)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: expect.stringContaining('input of flow "writes"') as string,
    });
    const run = await engine.start(writes, 1);
    await expect(run.result()).rejects.toMatchObject({
      failure: { code: 'PAYLOAD_TOO_LARGE', details: { key: 'note' } },
    });
    await expect(engine.signal({ runId: run.id }, go, long as never)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
  });

  it('is refused as a limit that makes no sense', () => {
    expect(() => createMemoryEngine({ strict: true, maxPayload: 0 }).engine).toThrow(/maxPayload/);
  });
});

describe('instances of classes', () => {
  class Money {
    constructor(readonly cents: bigint) {}
  }
  const money = classCodec({
    name: 'money',
    is: (value) => value instanceof Money,
    encode: ({ cents }) => cents,
    decode: (cents) => new Money(cents as bigint),
  });
  const draft = flow('money').nodes({
    double: fn('double', ({ cents }: Money) => new Money(cents * 2n)),
    done: exit<Money>(),
  });
  const doubled = draft.wire('double', { double: draft.to.done });

  it('go through a storage where the engine is told how', async () => {
    const engine = await world.engine([doubled], { classCodecs: [money] });
    const outcome = await engine.run(doubled, new Money(5n));
    expect(outcome).toStrictEqual(new Money(10n));
    const plain = await world.engine([doubled]);
    await expect(plain.run(doubled, new Money(5n))).rejects.toMatchObject({ code: 'NOT_SERIALISABLE' });
  });
});

describe('instances of declared input classes', () => {
  class Line {
    @IsInt() amount!: number;
    get isLarge(): boolean {
      return this.amount > 10;
    }
  }
  class Order {
    /** In cents, from a text in euros. */
    @Transform(({ value }) => Number(value) * 100)
    @IsInt()
    price!: number;
    @ValidateNested({ each: true })
    @Type(() => Line)
    lines!: Line[];
    @IsDate() at!: Date;
  }

  function orders() {
    const draft = flow('orders', { input: Order }).nodes({
      change: fn('change', (order: Order) => {
        order.price += 1;
        return order;
      }),
      wait: waitFor(go),
      read: fn('read', (order: Order) => ({
        price: order.price,
        large: order.lines.map(({ isLarge }) => isLarge),
        isOrder: order instanceof Order,
        at: order.at.getTime(),
      })),
      done: exit<unknown>(),
    });
    const { to, out } = draft;
    return draft.wire('change', { change: to.wait, wait: to.read.from(out.change), read: to.done });
  }

  it('come back as instances after a restart, with the values that they had', async () => {
    const flowOfOrders = orders();
    const first = await world.engine([flowOfOrders]);
    const given = { price: '5', lines: [{ amount: 5 }, { amount: 50 }], at: new Date(7) };
    const run = await first.start('orders', given);
    await world.clock.settle();
    await first.stop();
    const second = await world.engine([flowOfOrders]);
    await second.signal({ runId: run.id }, go, 1);
    await world.clock.settle();
    expect(await resultOf(second, run.id)).toEqual({ price: 501, large: [false, true], isOrder: true, at: 7 });
  });

  it('do so in a strict engine too', async () => {
    const { engine } = createMemoryEngine({ strict: true, flows: [orders()] });
    const run = await engine.start('orders', { price: '5', lines: [{ amount: 50 }], at: new Date(7) });
    await engine.signal({ runId: run.id }, go, 1);
    expect(await run.result()).toEqual({ price: 501, large: [true], isOrder: true, at: 7 });
  });
});
