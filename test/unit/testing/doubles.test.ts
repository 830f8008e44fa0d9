import {
  all,
  BatchStep,
  type ContextOf,
  choose,
  exit,
  flow,
  flowOf,
  fn,
  HumanStep,
  MachineStep,
  node,
  PhasedStep,
  RouterStep,
  route,
  Step,
  unchecked,
} from 'millrace';
import { after, createTestEngine, hang, mockNode, mockStep, real, stepContext, testFlow } from 'millrace/testing';

interface Order {
  readonly id: string;
  readonly amount: number;
}

/** Can never be made. */
class Remote {
  constructor(readonly url: string) {
    throw new Error('nobody makes a Remote in a test');
  }
}

@Step({ retry: { maxAttempts: 3, initial: '5m' } })
class Charge extends MachineStep<Order, { readonly paid: number }> {
  constructor(readonly remote: Remote) {
    super();
  }

  execute(): { readonly paid: number } {
    throw new Error('not called');
  }

  override fallback(): { readonly paid: number } {
    return { paid: -1 };
  }

  override compensate() {
    throw new Error('not called');
  }
}

@Step()
class Sort extends RouterStep<Order, { cheap: Order; dear: Order }> {
  execute(order: Order) {
    return this.to(order.amount < 10 ? 'cheap' : 'dear', order);
  }
}

@Step()
class Summarise extends PhasedStep<Order, string, string, { short: string; long: string }> {
  prepare({ id }: Order, ctx: ContextOf<this>) {
    return `${String(ctx.shared.get('prompt'))} ${id}`;
  }

  execute(question: string) {
    return `answer to ${question}`;
  }

  finish(answer: string, _: string, ctx: ContextOf<this>) {
    ctx.shared.set('answer', answer);
    return this.to(answer.length < 5 ? 'short' : 'long', answer);
  }
}

@Step()
class Double extends BatchStep<number, number> {
  execute(item: number) {
    return item * 2;
  }
}

@Step({ form: unchecked<{ ok: boolean }>() })
class Approve extends HumanStep<Order, { ok: boolean }, { yes: Order; no: Order }> {
  request() {
    return { title: 'Approve' };
  }

  complete({ ok }: { ok: boolean }, order: Order) {
    return this.to(ok ? 'yes' : 'no', order);
  }
}

const order: Order = { id: 'o-1', amount: 30 };
const pay = flowOf('pay', Charge);

describe('a double', () => {
  it('answers in turn, and keeps on with its last answer', async () => {
    const twice = flowOf('twice', all({ a: Charge, b: Charge, c: Charge }));
    const { outcome } = await testFlow(twice, { input: order, steps: [mockStep(Charge, { paid: 1 }, { paid: 2 })] });
    expect(outcome).toMatchObject({ value: { a: { paid: 1 }, b: { paid: 2 }, c: { paid: 2 } } });
  });

  it('begins anew in each test', async () => {
    const steps = [mockStep(Charge, { paid: 1 }, { paid: 2 })];
    for (let turn = 0; turn < 2; turn += 1) {
      const { outcome } = await testFlow(pay, { input: order, steps });
      expect(outcome).toMatchObject({ value: { paid: 1 } });
    }
  });

  it('is retried as the step would be, has no fallback of its own, and keeps what its errors say', async () => {
    const declined = Object.assign(new Error('declined'), {
      name: 'CardDeclined',
      code: 'CARD',
      details: { by: 'bank' },
    });
    const { outcome, trace } = await testFlow(pay, { input: order, steps: [mockStep(Charge, declined)] });
    expect(outcome).toMatchObject({
      status: 'failed',
      failure: { name: 'CardDeclined', code: 'CARD', message: 'declined', details: { by: 'bank' } },
    });
    expect(trace.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  it('may be given a fallback', async () => {
    const double = mockStep(Charge, new Error('declined')).fallback({ paid: 7 });
    const { outcome } = await testFlow(pay, { input: order, steps: [double] });
    expect(outcome).toMatchObject({ value: { paid: 7 } });
  });

  it('computes what it gives, from what the step would be given', async () => {
    const double = mockStep(Charge, async ({ amount }, ctx) => ({ paid: amount * ctx.attempt }));
    const { outcome } = await testFlow(pay, { input: order, steps: [double] });
    expect(outcome).toMatchObject({ value: { paid: 30 } });
  });

  it('takes its time, on the clock of the engine', async () => {
    const engine = createTestEngine({ start: 0, flows: [pay], steps: [mockStep(Charge, after('2h', { paid: 1 }))] });
    await engine.run(pay, order);
    expect(engine.clock.now()).toBe(7_200_000);
    await engine.stop();
  });

  it('may hang for ever', async () => {
    const { outcome } = await testFlow(flowOf('limited', node(Charge, { timeout: '1m' })), {
      input: order,
      steps: [mockStep(Charge, hang, hang, { paid: 3 })],
    });
    expect(outcome).toMatchObject({ value: { paid: 3 } });
  });

  it('leaves a call to the step itself', async () => {
    const { to, wire } = flow('sort').nodes({ sort: Sort, cheap: exit<Order>(), dear: exit<Order>() });
    const sort = wire('sort', { sort: { cheap: to.cheap, dear: to.dear } });
    const given = mockStep(Sort, route('cheap', order), real);
    const engine = createTestEngine({ flows: [sort], steps: [given] });
    await expect(engine.run(sort, order)).resolves.toMatchObject({ action: 'cheap' });
    await expect(engine.run(sort, order)).resolves.toMatchObject({ action: 'dear' });
    await engine.stop();
  });

  it('stands in for a phased step with all its phases, or leaves all of them to it', async () => {
    const { to, wire } = flow('sum').nodes({ sum: Summarise, short: exit<string>(), long: exit<string>() });
    const summing = wire('sum', { sum: { short: to.short, long: to.long } });
    const options = { input: order, shared: { prompt: 'sum up' } };
    const doubled = await testFlow(summing, { ...options, steps: [mockStep(Summarise, route('short', 'no'))] });
    expect(doubled.outcome).toEqual({ status: 'completed', action: 'short', value: 'no' });
    expect(doubled.shared).toEqual({ prompt: 'sum up' });
    expect(doubled.trace.calls[0]).toMatchObject({ input: order, output: 'no', action: 'short', doubled: true });
    const left = await testFlow(summing, { ...options, steps: [mockStep(Summarise, real)] });
    expect(left.outcome).toEqual({ status: 'completed', action: 'long', value: 'answer to sum up o-1' });
    expect(left.shared).toEqual({ prompt: 'sum up', answer: 'answer to sum up o-1' });
  });

  it('stands in for a batch step item by item', async () => {
    const { outcome } = await testFlow(flowOf('batch', Double), {
      input: [1, 2, 3],
      steps: [mockStep(Double, (item) => item + 100)],
    });
    expect(outcome).toMatchObject({ value: [101, 102, 103] });
  });

  it('stands in for functions, by themselves or by the name of their node', async () => {
    const mail = fn('mail', (_: Order): string => 'sent');
    const kind = choose('kind', (_: Order) => route('a', 1));
    const { to, wire } = flow('functions').nodes({ both: all({ mail, slack: mail }), kind, a: exit<number>() });
    const both = wire('both', { both: to.kind.via(() => order), kind: { a: to.a } });
    const { trace, outcome } = await testFlow(both, {
      input: order,
      steps: [mockStep(mail, 'by function'), mockNode('both/slack', 'by node'), mockStep(kind, route('a', 9))],
    });
    expect(trace.calls.map(({ output }) => output)).toEqual(['by function', 'by node', 9]);
    expect(outcome).toMatchObject({ value: 9 });
  });

  it('for a node comes before one for the class', async () => {
    const { outcome } = await testFlow(flowOf('two', all({ a: Charge, b: Charge })), {
      input: order,
      steps: [mockStep(Charge, { paid: 2 }).at('b'), mockStep(Charge, { paid: 1 })],
    });
    expect(outcome).toMatchObject({ value: { a: { paid: 1 }, b: { paid: 2 } } });
  });

  it('is asked to undo, and does nothing then unless it is told what', async () => {
    const undone: unknown[] = [];
    const boom = fn('boom', (_: unknown): number => {
      throw new Error('boom');
    });
    const { to, wire } = flow('undo').nodes({ a: Charge, b: Charge, boom, done: exit<number>() });
    const undo = wire('a', { a: to.b.via(() => order), b: to.boom, boom: to.done });
    await testFlow(undo, {
      input: order,
      steps: [
        mockStep(Charge, { paid: 1 }),
        mockStep(Charge, { paid: 2 })
          .at('b')
          .compensate((committed) => undone.push(committed)),
      ],
      expect: { failure: { message: 'boom' } },
    });
    expect(undone).toEqual([{ input: order, output: { paid: 2 } }]);
  });
});

describe('what cannot be doubled', () => {
  const refused = async (...steps: Parameters<typeof testFlow>[1]['steps'] & object) => {
    const { failures } = await testFlow(pay, { input: order, steps, expect: { status: 'completed' } });
    return failures[0];
  };

  it('a class that the flow does not use', async () => {
    expect(await refused(mockStep(Sort, real))).toMatch(
      /the double of Sort has no place in "pay"; there are: .*Charge/,
    );
  });

  it('a node that the flow does not have', async () => {
    expect(await refused(mockNode('refund', 1))).toMatch(/node "refund".*there are: .*Charge/);
    expect(await refused(mockStep(Charge, real).at('refund'))).toMatch(/Charge at node "refund".*there are: .*Charge/);
  });

  it('a step with an answer that fits none of its ways out', async () => {
    const { to, wire } = flow('sort').nodes({ sort: Sort, cheap: exit<Order>(), dear: exit<Order>() });
    const sort = wire('sort', { sort: { cheap: to.cheap, dear: to.dear } });
    // @ts-expect-error an action that the step does not declare
    const wrong = mockStep(Sort, route('free', order));
    // @ts-expect-error a value without an action
    const none = mockStep(Sort, order);
    const { failures } = await testFlow(sort, { input: order, steps: [wrong], expect: {} });
    expect(failures[0]).toMatch(/takes the action "free", for which the node has no edge; there are: "cheap", "dear"/);
    const bare = await testFlow(sort, { input: order, steps: [none], expect: {} });
    expect(bare.failures[0]).toMatch(/use route\(action, value\) with one of: "cheap", "dear"/);
  });

  it('a hook that the step does not have', async () => {
    const sort = flowOf('sort', all({ Sort }));
    const double = mockStep(Sort, route('cheap', order));
    const { failures } = await testFlow(sort, {
      input: order,
      steps: [double.fallback(route('dear', order)).compensate(() => undefined)],
      expect: {},
    });
    expect(failures[0]).toMatch(/the double of Sort has a fallback, but the step has none/);
    expect(failures[0]).toMatch(/the double of Sort has a compensate, but the step has none/);
  });

  it('a person, or a combinator', () => {
    expect(() => mockStep(Approve, route('yes', order))).toThrow('use answerTask(Approve, form)');
    expect(() => mockStep(all({ Sort }), { Sort: { action: 'cheap', value: order } })).toThrow(
      'mockStep(): expected a step class, an fn or a choose, got all',
    );
  });
});

describe('a context', () => {
  it('lets a step be called by itself', () => {
    const ctx = stepContext(Summarise, { shared: { prompt: 'sum up' }, attempt: 2 });
    const step = new Summarise();
    const question = step.prepare(order, ctx);
    expect(question).toBe('sum up o-1');
    expect(step.finish(step.execute(question), question, ctx)).toEqual(route('long', 'answer to sum up o-1'));
    expect(ctx.shared.snapshot()).toEqual({ prompt: 'sum up', answer: 'answer to sum up o-1' });
    expect(ctx.attempt).toBe(2);
  });

  it('keeps what is emitted, on the channels of the step', () => {
    @Step()
    class Loud extends MachineStep<number, number, { progress: number }, { readonly times: number }> {
      execute(input: number, ctx: ContextOf<this>) {
        for (let time = 1; time <= ctx.params.times; time += 1) ctx.emit('progress', time / ctx.params.times);
        return input;
      }
    }
    const ctx = stepContext(Loud, { params: { times: 2 } });
    expect(new Loud().execute(1, ctx)).toBe(1);
    expect(ctx.emitted).toEqual([
      { channel: 'progress', value: 0.5 },
      { channel: 'progress', value: 1 },
    ]);
    // @ts-expect-error no such params
    stepContext(Loud, { params: { time: 2 } });
  });
});
