import { IsBoolean, IsString } from 'class-validator';
import {
  type AnyFlow,
  createEngine,
  type DurableEngine,
  exit,
  flow,
  fn,
  HumanStep,
  type Run,
  type RunStreamEvent,
  Step,
  signal,
  waitFor,
} from 'millrace';
import { sqliteStorage } from 'millrace/sqlite';
import { type ClassCodec, classCodec, memoryStorage, type Storage, UnknownInstance } from 'millrace/storage';
import { resultOf } from './durable-world';

class Decision {
  @IsBoolean() approved!: boolean;
}
class Order {
  @IsString() id!: string;
}
class Money {
  constructor(readonly cents: number) {}
}

const money = classCodec({
  name: 'money',
  is: (value) => value instanceof Money,
  encode: ({ cents }) => cents,
  decode: (cents) => new Money(Number(cents)),
});
const go = signal<number>('go');

@Step({ form: Decision })
class Ask extends HumanStep<Order, Decision, { readonly yes: Money }> {
  request() {
    return { title: 'approve' };
  }
  complete({ approved }: Decision) {
    return this.to('yes', new Money(Number(approved)));
  }
}

function flows() {
  const ask = flow('ask', { input: Order }).nodes({ ask: Ask, yes: exit<Money>() });
  const pay = flow('pay').nodes({
    price: fn('price', (cents: number) => new Money(cents)),
    wait: waitFor(go),
    double: fn('double', ({ cents }: Money) => new Money(cents * 2)),
    done: exit<Money>(),
  });
  return [
    ask.wire('ask', { ask: { yes: ask.to.yes } }),
    pay.wire('price', { price: pay.to.wait, wait: pay.to.double.from(pay.out.price), double: pay.to.done }),
  ] as const;
}

async function waits(run: Pick<Run, 'status'>): Promise<void> {
  for (let status = await run.status(); status !== 'waiting'; status = await run.status()) {
    expect(status).toBe('running');
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

describe.each([
  ['memory', () => memoryStorage()],
  ['SQLite', () => sqliteStorage(':memory:')],
])('instances of classes that an engine does not know, in %s,', (_name, storageOf) => {
  const [ask, pay] = flows();
  let engines: DurableEngine[];
  let storage: Storage;

  const engine = async (options: {
    readonly flows?: readonly AnyFlow[];
    readonly classCodecs?: readonly ClassCodec[];
  }): Promise<DurableEngine> => {
    const made = await createEngine({ storage, ...options });
    engines.push(made);
    return made;
  };

  beforeEach(() => {
    engines = [];
    // Shared by all engines, each of which closes it.
    const shared = storageOf();
    storage = { ...shared, close: () => Promise.resolve() };
  });
  afterEach(async () => {
    for (const one of engines) await one.stop({ graceMs: 0 });
  });

  it('are shown by it as plain data with the name of their class', async () => {
    const writer = await engine({ flows: [ask], classCodecs: [money] });
    const run = await writer.start(ask, { id: 'x' }, { id: 'a' });
    await waits(run);
    const [task] = (await writer.tasks.list()).items;
    await writer.tasks.complete(task?.id ?? '', { by: 'ann', form: { approved: true } });
    expect(await run.result()).toEqual(new Money(1));

    const reader = await engine({});
    const { items } = await reader.history('a');
    expect(items[0]).toMatchObject({
      type: 'run.started',
      data: { input: new UnknownInstance('class:Order', { id: 'x' }) },
    });
    expect(JSON.parse(JSON.stringify(items.at(-1)))).toMatchObject({ data: { value: { $class: 'money', value: 1 } } });
    const { trail = [] } = (await reader.tasks.get(task?.id ?? '')) ?? {};
    expect(trail.at(-1)).toMatchObject({ type: 'completed', by: 'ann' });
    const read = await reader.get('a');
    const events: RunStreamEvent[] = [];
    await new Promise<void>((complete) => {
      read?.events$.subscribe({ next: (event) => events.push(event), complete });
    });
    expect(events).toEqual(items);
    expect(await reader.inspect('a')).toMatchObject({ status: 'completed' });
    expect(await resultOf(reader, 'a')).toEqual(new UnknownInstance('money', 1));
  });

  it('are no values to go on with: the run fails, and goes on where the class is known', async () => {
    const first = await engine({ flows: [pay], classCodecs: [money] });
    const run = await first.start(pay, 5, { id: 'b' });
    await waits(run);
    await first.stop();
    const second = await engine({ flows: [pay] });
    await second.signal({ runId: 'b' }, go, 1);
    await expect((await second.get('b'))?.result()).rejects.toMatchObject({
      failure: { code: 'UNREADABLE', message: expect.stringContaining('"money"') as string },
    });
    await second.stop();
    const third = await engine({ flows: [pay], classCodecs: [money] });
    await third.redrive('b');
    await third.signal({ runId: 'b' }, go, 1);
    expect(await resultOf(third, 'b')).toEqual(new Money(10));
  });
});
