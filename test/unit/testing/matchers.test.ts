import { exit, flow, fn, HumanStep, node, RetryPolicy, Step, signal, unchecked, waitFor, within } from 'millrace';
import { createTestEngine, mockStep, testFlow } from 'millrace/testing';
import { ran } from 'millrace/testing/jest';
import { MachineStep } from '../../../src';

interface Order {
  readonly id: string;
  readonly amount: number;
}

@Step()
class Charge extends MachineStep<Order, { readonly paid: number }, { progress: number }> {
  execute({ amount }: Order) {
    return { paid: amount };
  }
}

@Step({ form: unchecked<{ readonly ok: boolean }>() })
class Approve extends HumanStep<
  { readonly paid: number },
  { readonly ok: boolean },
  { approved: number; refused: string }
> {
  request() {
    return { title: 'Approve' };
  }

  complete({ ok }: { readonly ok: boolean }, { paid }: { readonly paid: number }) {
    return ok ? this.to('approved', paid) : this.to('refused', 'no');
  }
}

const paid = signal<number>('paid');
const draft = flow<Order>('order').nodes({
  charge: node(Charge, { retry: RetryPolicy.patient }),
  approve: within(Approve, '48h'),
  payment: waitFor(paid),
  sorry: fn('sorry', (text: string) => text),
  done: exit<number>(),
  rejected: exit<string>(),
});
const { to } = draft;
const order = draft.wire('charge', {
  charge: to.approve,
  approve: { approved: to.payment, refused: to.sorry, overdue: to.rejected.via(() => 'too late') },
  payment: to.done,
  sorry: to.rejected,
});
const given: Order = { id: 'o-1', amount: 30 };

@Step()
class Talk extends MachineStep<string, number, { token: string; other: number }> {
  execute(text: string, context: { readonly emit: (channel: 'token' | 'other', value: never) => void }) {
    for (const word of text.split(' ')) context.emit('token', word as never);
    return text.length;
  }
}
const talk = flow<string>('talk').nodes({ talk: Talk, done: exit<number>() });
const talking = talk.wire('talk', { talk: talk.to.done });

/** What the failed expectation says. */
function said(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the expectation holds');
}

describe('matchers', () => {
  it('look at what testFlow gives, at its trace, and at the handle of a run of a test engine', async () => {
    const test = await testFlow(talking, { input: 'to be' });
    expect(test).toCompleteWith(5);
    expect(test.trace).toCompleteWith(5);
    const engine = createTestEngine({ flows: [talking] });
    const run = await engine.start(talking, 'not to be', { id: 'r' });
    await engine.runUntilIdle();
    expect(run).toCompleteWith(9);
    expect(await engine.get('r')).toCompleteWith(9);
    await engine.stop();
  });

  it('say what they take when they are given something else', () => {
    const wrong = said(() => {
      expect(Promise.resolve()).toCompleteWith(5);
    });
    expect(wrong).toContain('expected the result of testFlow, a trace, or a run handle of a TestEngine');
    expect(wrong).toContain('await the promise first');
    expect(() => {
      expect({}).not.toHaveTaken([]);
    }).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });

  it('toCompleteWith looks at the keys that are expected', async () => {
    const test = await testFlow(order, { input: given, steps: [mockStep(Charge, { paid: 1 })], until: 'approve' });
    expect(test).not.toCompleteWith(expect.anything());
    expect(said(() => expect(test).toCompleteWith({ action: 'done', value: 1 }))).toBe(
      'expected the run to complete; run test of "order" is waiting at approve/body',
    );
    const talked = await testFlow(talking, { input: 'to be' });
    expect(said(() => expect(talked).not.toCompleteWith(5))).toBe(
      'expected the run not to complete with 5, but it does',
    );
    expect(said(() => expect(talked).toCompleteWith(6))).toBe('result: expected 6, got 5');
  });

  it('toFailWith looks at the failure of the run', async () => {
    const test = await testFlow(talking, {
      input: 'x',
      steps: [mockStep(Talk, Object.assign(new Error('no'), { code: 'MUTE' }))],
    });
    expect(test).toFailWith('MUTE');
    expect(test).toFailWith({ message: /^n/ });
    expect(test).not.toFailWith('DEAF');
    expect(said(() => expect(test).toFailWith('DEAF'))).toBe("failure.code: expected 'DEAF', got 'MUTE'");
    expect(said(() => expect(test).not.toFailWith('MUTE'))).toContain("expected the run not to fail with 'MUTE'");
  });

  it('toHaveTaken looks at the way of the run, and knows which nodes there are', async () => {
    const test = await testFlow(order, { input: given, until: 'approve' });
    expect(test).toHaveTaken(['charge', 'approve']);
    expect(test).toHaveTaken([Charge, Approve]);
    expect(test).not.toHaveTaken(['approve', 'charge']);
    expect(said(() => expect(test).toHaveTaken(['charge', 'payment']))).toBe(
      'expected the run to reach payment after charge; it took charge → approve → approve/body',
    );
    expect(said(() => expect(test).not.toHaveTaken([Charge, 'approve']))).toBe(
      'expected the run not to reach node of the step Charge, then to node "approve"; it took charge → approve → approve/body',
    );
    for (const expected of [expect(test), expect(test).not])
      expect(() => expected.toHaveTaken(['chrage'])).toThrow(expect.objectContaining({ code: 'UNKNOWN_NODE' }));
  });

  it('toHaveEmitted looks at the values of a channel in order', async () => {
    const test = await testFlow(talking, { input: 'to be or not' });
    expect(test).toHaveEmitted('token');
    expect(test).toHaveEmitted('token', 'to', expect.stringContaining('no'));
    expect(test).not.toHaveEmitted('token', 'not', 'to');
    expect(test).not.toHaveEmitted('other');
    expect(said(() => expect(test).toHaveEmitted('token', 'not', 'to'))).toBe(
      "expected 'to' on the channel \"token\" after 'not'; it emitted [ 'to', 'be', 'or', 'not' ]",
    );
    expect(said(() => expect(test).toHaveEmitted('other'))).toBe(
      'expected something on the channel "other"; it emitted []; there are values on "token"',
    );
    expect(said(() => expect(test).not.toHaveEmitted('token', 'be'))).toContain(
      "expected not to find 'be' on the channel",
    );
  });

  it('toHaveRunStep counts the attempts that began, and visits', async () => {
    const test = await testFlow(order, {
      input: given,
      steps: [mockStep(Charge, new Error('once'), { paid: 30 })],
      until: 'approve',
    });
    expect(test).toHaveRunStep(Charge);
    expect(test).toHaveRunStep('charge', { times: 2, visits: 1 });
    expect(test).not.toHaveRunStep(Charge, { times: 1 });
    expect(test).not.toHaveRunStep('sorry');
    expect(test).toHaveRunStep('sorry', { times: 0 });
    expect(said(() => expect(test).toHaveRunStep(Charge, { times: 3 }))).toBe(
      'expected the node of the step Charge to have run with 3 attempts; it had 2 attempts in 1 visit; run test of "order" is waiting at approve/body',
    );
    expect(said(() => expect(test).toHaveRunStep('sorry'))).toContain(
      'expected the node "sorry" to have run; it has not',
    );
    expect(said(() => expect(test).not.toHaveRunStep(Charge, { times: 2 }))).toContain(
      'expected the node of the step Charge not to have run with 2 attempts',
    );
    expect(() => expect(test).not.toHaveRunStep('nobody')).toThrow(expect.objectContaining({ code: 'UNKNOWN_NODE' }));
  });

  it('ran stands for a run wherever part of a value may stand', async () => {
    const test = await testFlow(talking, { input: 'to be' });
    expect({ first: test }).toEqual({ first: ran(Talk).times(1).visits(1) });
    expect(test).not.toEqual(ran(Talk).times(2));
    expect('something else').not.toEqual(ran(Talk));
    expect(said(() => expect('x').toEqual(ran(Talk).times(2)))).toContain(
      'a run of the node of the step Talk with 2 attempts',
    );
  });

  it('toBeWaitingFor looks at where a run stands in which nothing executes', async () => {
    const engine = createTestEngine({ flows: [order] });
    const run = await engine.start(order, given);
    await engine.settle();
    expect(run).toBeWaitingFor('approve');
    expect(run).toBeWaitingFor(Approve);
    expect(run).not.toBeWaitingFor('payment');
    expect(said(() => expect(run).toBeWaitingFor('payment'))).toContain(
      'expected the run to wait for the node "payment"',
    );
    expect(said(() => expect(run).not.toBeWaitingFor('approve'))).toContain(
      'expected the run not to wait for the node "approve"',
    );
    await engine.advance('48h');
    expect(run).toCompleteWith({ action: 'rejected', value: 'too late' });
    expect(run).not.toBeWaitingFor('approve');
    await engine.stop();
  });
});

describe('fake timers of Jest', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('are not needed, and do not disturb virtual time', async () => {
    const engine = createTestEngine({ flows: [order] });
    const run = await engine.start(order, given);
    await engine.advance('47h');
    expect(run).toBeWaitingFor('approve');
    await engine.advance('1h');
    expect(run).toCompleteWith({ action: 'rejected' });
    expect(jest.getTimerCount()).toBe(0);
    await engine.stop();
    const test = await testFlow(order, { input: given, steps: [mockStep(Charge, new Error('once'), { paid: 1 })] });
    expect(test).toHaveRunStep(Charge, { times: 2 });
  });
});

describe('without a global expect', () => {
  it('the import says what to write instead', async () => {
    const global = Reflect.getOwnPropertyDescriptor(globalThis, 'expect');
    Reflect.deleteProperty(globalThis, 'expect');
    const imported = jest.isolateModulesAsync(async () => {
      await import('millrace/testing/jest');
    });
    const error: unknown = await imported.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (global) Reflect.defineProperty(globalThis, 'expect', global);
    expect(error).toMatchObject({ code: 'WRONG_STATE', message: expect.stringContaining('registerMatchers(expect)') });
  });
});
