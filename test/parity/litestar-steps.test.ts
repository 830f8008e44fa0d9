import { Container, inject, injectable } from 'inversify';
import {
  type ContextOf,
  choose,
  createEngine,
  exit,
  flow,
  flowOf,
  fn,
  key,
  MachineStep,
  type RunEvent,
  route,
  type Skipped,
  Step,
} from 'millrace';
import { after, createTestEngine, mockStep, type TestEngine, testFlow } from 'millrace/testing';
import { failureOf } from '../support/failure-of';

// The steps of litestar-workflows, written with Millrace; a test or more for each row of a list of its features.
// "(otherwise: …)" in a name marks what is done differently on purpose; docs/coming-from/litestar-workflows.md says why.

interface Order {
  readonly id: string;
  readonly amount: number;
}

@injectable()
class PaymentClient {
  readonly charged: Order[] = [];
  async charge(order: Order): Promise<{ readonly id: string }> {
    this.charged.push(order);
    return { id: `charge-${order.id}` };
  }
}

@Step()
class ProcessPayment extends MachineStep<Order, string> {
  constructor(@inject(PaymentClient) private readonly client: PaymentClient) {
    super();
  }

  async execute(order: Order): Promise<string> {
    return (await this.client.charge(order)).id;
  }
}

let container: Container;
let engine: TestEngine;
beforeEach(async () => {
  container = new Container();
  engine = createTestEngine({ container });
});
afterEach(() => engine.stop({ graceMs: 0 }));

const order: Order = { id: 'o-1', amount: 30 };

describe('2.1 machine steps', () => {
  it('2.1 have an execute that gives the result, and get what they need in their constructor', async () => {
    const client = new PaymentClient();
    container.bind(PaymentClient).toConstantValue(client);
    await expect(engine.run(flowOf('payment', ProcessPayment), order)).resolves.toBe('charge-o-1');
    expect(client.charged).toEqual([order]);
  });

  it('2.1 (otherwise: the name is the key of the node, so a class may stand in a flow more than once)', async () => {
    const names: string[] = [];
    @Step()
    class Notes extends MachineStep<number, number> {
      execute(n: number, ctx: ContextOf<this>) {
        names.push(ctx.node);
        return n + 1;
      }
    }
    const { to, wire } = flow('notes').nodes({ first: Notes, second: Notes, done: exit<number>() });
    await expect(engine.run(wire('first', { first: to.second, second: to.done }), 1)).resolves.toBe(3);
    expect(names).toEqual(['first', 'second']);
  });
});

describe('2.3 hooks', () => {
  let calls: string[];
  beforeEach(() => {
    calls = [];
  });

  /** A step that may be passed over and tells what is called. */
  function hooked(does: { readonly execute?: () => number; readonly onSuccess?: () => void }) {
    @Step()
    class Hooked extends MachineStep<number, number> {
      override skip(n: number): Skipped<number> | undefined {
        return n < 0 ? { instead: -n } : undefined;
      }
      execute(n: number): number {
        calls.push('execute');
        return does.execute?.() ?? n;
      }
      override onSuccess(output: number) {
        calls.push(`onSuccess ${output}`);
        does.onSuccess?.();
      }
      override onFailure(error: unknown) {
        calls.push(`onFailure ${String(error)}`);
      }
    }
    const { to, wire } = flow('hooks').nodes({
      step: Hooked,
      after: fn('after', (n: number) => `after ${n}`),
      done: exit<string>(),
    });
    return wire('step', { step: to.after, after: to.done });
  }

  it('2.3 a step that is not to be executed is skipped with its hooks, and the flow goes on', async () => {
    const { result, events } = await testFlow(hooked({}), { input: -1 });
    expect(result).toBe('after 1');
    expect(calls).toEqual([]);
    const skipped = events.filter(({ type }) => type === 'step.skipped');
    expect(skipped).toMatchObject([{ node: 'step', data: { action: 'next', value: 1 } }]);
  });

  it('2.3 (otherwise: whoever skips a step says what goes on in its place)', async () => {
    await expect(engine.run(hooked({}), -7)).resolves.toBe('after 7');
  });

  it('2.3 a hook is called with the result after a success', async () => {
    await expect(engine.run(hooked({}), 4)).resolves.toBe('after 4');
    expect(calls).toEqual(['execute', 'onSuccess 4']);
  });

  it('2.3 an error in that hook is a failure of the step', async () => {
    const onSuccess = () => {
      throw new Error('not written down');
    };
    expect(await failureOf(engine.run(hooked({ onSuccess }), 4))).toMatchObject({ message: 'not written down' });
    expect(calls).toEqual(['execute', 'onSuccess 4', 'onFailure Error: not written down']);
  });

  it('2.3 another hook is called with the error after any failure', async () => {
    const execute = () => {
      throw new Error('down');
    };
    expect(await failureOf(engine.run(hooked({ execute }), 4))).toMatchObject({ message: 'down' });
    expect(calls).toEqual(['execute', 'onFailure Error: down']);
  });
});

describe('2.4 the context', () => {
  const total = key('total', 0);

  it('2.4 keeps data of the run by key, with a value for what is not there', async () => {
    const { to, wire } = flow('data').nodes({
      write: fn('write', (n: number, { shared }) => {
        const before = [shared.get(total), shared.get('user'), shared.getString('user', 'nobody')];
        shared.set(total, n);
        shared.set('user', 'ann');
        return before;
      }),
      read: fn('read', (before: readonly unknown[], { shared }) => [
        before,
        [shared.get(total), shared.getString('user')],
      ]),
      done: exit<readonly unknown[]>(),
    });
    const data = wire('write', { write: to.read, read: to.done });
    await expect(engine.run(data, 5)).resolves.toEqual([
      [0, undefined, 'nobody'],
      [5, 'ann'],
    ]);
  });

  it('2.4 says which run and which step this is; when the run was started is known to the engine', async () => {
    const by = fn('by', (_: null, { flow: name, version, runId, node, correlationId }) => {
      return { name, version, runId, node, correlationId };
    });
    const whoIs = flow('who-is', { version: '1.2.0' }).nodes({ by, done: exit<object>() });
    const run = await engine.start(whoIs.wire('by', { by: whoIs.to.done }), null, {
      id: 'r-1',
      correlationId: 'c-1',
      tags: ['tenant:acme', 'user:ann'],
    });
    await expect(run.result()).resolves.toEqual({
      name: 'who-is',
      version: '1.2.0',
      runId: 'r-1',
      node: 'by',
      correlationId: 'c-1',
    });
    expect(await engine.inspect('r-1')).toMatchObject({
      startedAt: engine.clock.now(),
      tags: ['tenant:acme', 'user:ann'],
    });
  });

  it('2.4 tells whether a step was executed and what it gave last (otherwise: the flow says so, where it is needed)', async () => {
    const draft = flow<number>('orders').nodes({
      size: choose('size', (n: number) => (n < 10 ? route('small', n) : route('large', n))),
      check: fn('check', (n: number) => `checked ${n}`),
      end: fn('end', ({ n, checked }: { readonly n: number; readonly checked: string | undefined }) => [n, checked]),
      done: exit<readonly unknown[]>(),
    });
    const { to, maybe, input } = draft;
    const end = to.end.from({ n: input, checked: maybe.check });
    const orders = draft.wire('size', { size: { small: end, large: to.check }, check: end, end: to.done });
    await expect(engine.run(orders, 5)).resolves.toEqual([5, undefined]);
    await expect(engine.run(orders, 50)).resolves.toEqual([50, 'checked 50']);
  });

  it('2.4 (otherwise: what a failed attempt has written is gone)', async () => {
    @Step({ retry: { maxAttempts: 2, initial: 0 } })
    class Counts extends MachineStep<null, number> {
      execute(_: null, { shared, attempt }: ContextOf<this>) {
        shared.update(total, (n) => n + 1);
        if (attempt === 1) throw new Error('once more');
        return shared.get(total);
      }
    }
    await expect(engine.run(flowOf('counts', Counts), null)).resolves.toBe(1);
  });
});

describe('2.5 what is known of each execution', () => {
  /** One record for each execution, made of the events of a run. */
  function recordsOf(events: readonly RunEvent[]) {
    return events.flatMap((event) => {
      if (event.type !== 'step.completed' && event.type !== 'step.failed') return [];
      const started = events.find((other) => other.type === 'step.started' && other.path === event.path);
      const { node: step, type, at: completedAt, data } = event;
      return [{ step, status: type, startedAt: started?.at, completedAt, ...data }];
    });
  }

  it('2.5 step, status, times, and result or error (otherwise: events, from which such a record is made)', async () => {
    const slow = fn('slow', (n: number) => n * 2);
    const refuse = fn('refuse', (n: number): number => {
      throw new Error(`${n} is too much`);
    });
    const { to, wire } = flow('recorded').nodes({ slow, refuse, done: exit<number>() });
    const begin = 1_000_000;
    const { outcome, events } = await testFlow(wire('slow', { slow: to.refuse, refuse: to.done }), {
      input: 4,
      start: begin,
      steps: [mockStep(slow, after(500, 8))],
    });
    expect(outcome).toMatchObject({ status: 'failed', failure: { message: '8 is too much' } });
    expect(events[0]).toMatchObject({ type: 'run.started', data: { input: 4 } });
    expect(recordsOf(events)).toEqual([
      { step: 'slow', status: 'step.completed', startedAt: begin, completedAt: begin + 500, action: 'next', value: 8 },
      {
        step: 'refuse',
        status: 'step.failed',
        startedAt: begin + 500,
        completedAt: begin + 500,
        failure: expect.objectContaining({ message: '8 is too much', name: 'Error' }) as object,
      },
    ]);
  });
});

describe('clients', () => {
  @injectable()
  class Api {
    closed = 0;
    get(path: string): string {
      if (this.closed > 0) throw new Error('the client is closed');
      return `answer to ${path}`;
    }
  }

  /** Steps that share one client; it is made when the first of them is. */
  async function sharing() {
    const opened: Api[] = [];
    container
      .bind(Api)
      .toDynamicValue(() => {
        const api = new Api();
        opened.push(api);
        return api;
      })
      .inSingletonScope()
      .onDeactivation((api) => {
        api.closed += 1;
      });
    @Step()
    class FetchOrder extends MachineStep<string, string> {
      constructor(@inject(Api) private readonly api: Api) {
        super();
      }
      execute(id: string) {
        return this.api.get(`orders/${id}`);
      }
    }
    @Step()
    class FetchUser extends MachineStep<string, string> {
      constructor(@inject(Api) private readonly api: Api) {
        super();
      }
      execute(id: string) {
        return this.api.get(`users/${id}`);
      }
    }
    const { to, wire } = flow('fetch').nodes({ order: FetchOrder, user: FetchUser, done: exit<string>() });
    return { opened, fetch: wire('order', { order: to.user.via(() => 'u-1'), user: to.done }) };
  }

  it('2.6 are made once, when they are first needed, for all steps that share them', async () => {
    const { opened, fetch } = await sharing();
    expect(opened).toEqual([]);
    for (let n = 0; n < 3; n += 1) await expect(engine.run(fetch, 'o-1')).resolves.toBe('answer to users/u-1');
    expect(opened).toHaveLength(1);
  });

  it('2.6 are closed once, and closing them again does nothing (otherwise: by the container, not by a step class)', async () => {
    const { opened, fetch } = await sharing();
    await engine.run(fetch, 'o-1');
    await engine.stop();
    await container.unbindAll();
    await container.unbindAll();
    expect(opened.map(({ closed }) => closed)).toEqual([1]);
  });

  it('2.7 are replaced in tests (otherwise: in the container, before the engine makes the step)', async () => {
    const payment = flowOf('payment', ProcessPayment);
    container.bind(PaymentClient).toSelf();
    const forTests = new Container({ parent: container });
    const charges: Order[] = [];
    forTests.bind(PaymentClient).toConstantValue(
      Object.assign(new PaymentClient(), {
        charge: async (one: Order) => {
          charges.push(one);
          return { id: 'mocked' };
        },
      }),
    );
    const tested = createTestEngine({ container: forTests, flows: [payment] });
    await expect(tested.run(payment, order)).resolves.toBe('mocked');
    expect(charges).toEqual([order]);
    await tested.stop();
  });

  it('2.7 that nobody provides are missed when the engine is made, by flow, node and client', async () => {
    const missing = createEngine({ container: new Container(), flows: [flowOf('payment', ProcessPayment)] });
    await expect(missing).rejects.toMatchObject({
      code: 'DEFINITION',
      message: expect.stringMatching(/payment.*PaymentClient/s) as string,
    });
  });
});
