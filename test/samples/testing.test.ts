import { Container } from 'inversify';
import { isFailure, route } from 'millrace';
import {
  after,
  answerTask,
  createTestEngine,
  expectOutcome,
  hang,
  mockNode,
  mockStep,
  real,
  spyOn,
  stepContext,
  testFlow,
} from 'millrace/testing';
import 'millrace/testing/jest';
import { Approve } from '../../samples/expense-approval/approve';
import { expenseApproval } from '../../samples/expense-approval/flow';
import { Cashier } from '../../samples/order-fulfilment/cashier';
import { AmountRouter, Charge, CheckStock, fulfilment } from '../../samples/order-fulfilment/flow';
import { Order } from '../../samples/order-fulfilment/order';
import { Warehouse } from '../../samples/order-fulfilment/warehouse';

// What docs/testing.md shows.

// #region data
const order = Object.assign(new Order(), { id: 'o-1', article: 'lamp', amount: 30 });
const stocked = { order, shelf: 'A7' };
const receipt = { orderId: 'o-1', paid: 30 };
// #endregion data

describe('a flow', () => {
  it('is run with doubles', async () => {
    // #region flow
    const test = await testFlow(fulfilment, {
      input: order,
      steps: [mockStep(CheckStock, stocked), mockStep(Charge, receipt)],
      expect: {
        result: { action: 'done', value: { ledger: 'o-1 30' } },
        taken: ['stock', 'amount', 'charge', 'notify', 'done'],
        notTaken: ['rejected'],
      },
    });
    expect(test.failures).toEqual([]);
    // #endregion flow
  });

  it('is looked at afterwards', async () => {
    // #region outcome
    const test = await testFlow(fulfilment, {
      input: order,
      steps: [mockStep(CheckStock, stocked), mockStep(Charge, new Error('no connection'))],
    });
    expectOutcome(test, { result: { action: 'rejected', value: 'no connection' }, taken: ['charge', 'rejected'] });
    expect(test.trace.calls.filter(({ step }) => step === Charge)).toHaveLength(10); // RetryPolicy.patient
    expect(test.trace.elapsedMs).toBeGreaterThan(60_000); // on the clock of the test
    // #endregion outcome
  });

  it('says what is not as expected', async () => {
    const test = await testFlow(fulfilment, {
      input: order,
      steps: [mockStep(CheckStock, stocked), mockStep(Charge, receipt)],
      expect: { result: { action: 'done', value: { ledger: 'o-2 30' } }, taken: ['manual'] },
    });
    expect(test.failures).toEqual([
      "result.value.ledger: expected 'o-2 30', got 'o-1 30'",
      'expected the run to reach manual; it took stock → amount → charge → notify → notify/mail → notify/ledger → done',
    ]);
  });
});

describe('doubles', () => {
  const run = (...steps: NonNullable<Parameters<typeof testFlow>[1]['steps']>) =>
    testFlow(fulfilment, { input: order, steps: [mockStep(CheckStock, stocked), mockStep(Charge, receipt), ...steps] });

  it('answer in many ways', async () => {
    const doubles = [
      // #region doubles
      mockStep(Charge, receipt), // always this
      mockStep(Charge, new Error('reset'), new Error('reset'), receipt), // two failures, then this
      mockStep(Charge, ({ order: { id, amount } }) => ({ orderId: id, paid: amount })), // computed, from what the step is given
      mockStep(Charge, after('2h', receipt)), // two hours later
      mockStep(CheckStock, hang, stocked), // the first attempt runs into its timeout
      mockStep(AmountRouter, route('small', stocked)), // a way out
      mockStep(AmountRouter, real), // the step itself: to watch it, or after other answers
      mockStep(Charge, receipt).at('charge'), // at one node only
      mockStep(CheckStock, stocked).compensate(({ output }) => console.log('undone', output)),
      mockNode('notify/mail', 'Dear customer'), // whatever stands there
      // #endregion doubles
    ];
    for (const double of doubles) expect((await run(double)).result).toMatchObject({ action: 'done' });
  });

  it('that have nothing to do say what there is', async () => {
    const refused = testFlow(expenseApproval, {
      input: { id: 'e-1', employee: 'eve', amount: 5 },
      steps: [mockStep(Charge, receipt)],
    });
    await expect(refused).rejects.toThrow(
      'the double of Charge has no place in "expense-approval"; there are: amount (fn "amount"), ',
    );
  });
});

describe('a container', () => {
  it('is as it was after the test', async () => {
    // #region container
    const container = new Container();
    container.bind(Warehouse).toConstantValue(new Warehouse(new Map()));
    container.bind(Cashier).toConstantValue(new Cashier(0));

    const full = new Warehouse(new Map([['lamp', 'A7']]));
    const test = await testFlow(fulfilment, { input: order, container, bindings: [[Warehouse, full]] });
    expect(test.result).toMatchObject({ action: 'done' });
    expect(container.get(Warehouse)).not.toBe(full);
    // #endregion container
  });
});

describe('time', () => {
  it('passes when it is told to', async () => {
    const container = new Container();
    container.bind(Warehouse).toConstantValue(new Warehouse(new Map([['lamp', 'A7']])));
    container.bind(Cashier).toConstantValue(new Cashier(0));
    // #region engine
    const engine = createTestEngine({ flows: [expenseApproval] });
    const run = await engine.start(expenseApproval, { id: 'e-1', employee: 'eve', amount: 2500 });

    await engine.runUntil('manager'); // the run waits for a manager
    await engine.advance('3d'); // who does nothing: the task is offered to directors, too
    const [task] = (await engine.tasks.list({ candidateGroups: ['directors'] })).items;
    expect(task?.trail.at(-1)).toMatchObject({ type: 'escalated', to: 'directors' });

    await engine.advance('4d'); // a week is over: a director has to decide
    expect(engine.trace(run).standsAt).toEqual([{ place: 'director', node: 'director' }]);
    await engine.stop();
    // #endregion engine
  });

  it('goes on by itself where nothing else is to be done', async () => {
    // #region people
    const test = await testFlow(expenseApproval, {
      input: { id: 'e-1', employee: 'eve', amount: 2500 },
      answers: [
        answerTask(Approve, { approved: false, reason: 'too dear' }, { by: 'ann', after: '2h', node: 'manager' }),
      ],
    });
    expect(test.result).toMatchObject({ action: 'rejected', value: { by: 'ann', reason: 'too dear' } });
    // #endregion people
  });

  it('stops where a test wants to look', async () => {
    // #region until
    const test = await testFlow(expenseApproval, {
      input: { id: 'e-1', employee: 'eve', amount: 2500 },
      until: 'director',
      expect: { status: 'waiting', standsAt: 'director', taken: ['manager', 'director'] },
    });
    expect(test.failures).toEqual([]);
    // #endregion until
  });
});

describe('a spy', () => {
  it('sees every call', async () => {
    // #region spy
    const spy = spyOn(fulfilment);
    await testFlow(fulfilment, {
      input: order,
      steps: [mockStep(CheckStock, stocked), mockStep(Charge, new Error('reset'), receipt)],
    });
    expect(spy.order).toEqual(['stock', 'amount', 'charge', 'charge', 'notify/mail', 'notify/ledger']);
    expect(spy.inputsOf(Charge)).toEqual([stocked, stocked]);
    expect(spy.outputsOf('charge')).toEqual([receipt]);
    const [first] = spy.callsOf(Charge);
    expect(first?.failure).toMatchObject({ code: 'STEP_FAILED', message: 'reset' });
    spy.restore();
    // #endregion spy
    expect(first?.failure && isFailure(first.failure, 'STEP_FAILED')).toBe(true);
  });
});

describe('a step', () => {
  it('is called by itself', async () => {
    // #region step
    const warehouse = new Warehouse(new Map([['lamp', 'A7']]));
    const ctx = stepContext(CheckStock);
    expect(await new CheckStock(warehouse).execute(order, ctx)).toEqual(stocked);
    expect(ctx.emitted).toEqual([{ channel: 'progress', value: 0.5 }]);
    // #endregion step
  });
});

describe('matchers', () => {
  it('say what a run has done', async () => {
    const container = new Container();
    container.bind(Warehouse).toConstantValue(new Warehouse(new Map([['lamp', 'A7']])));
    // #region matchers
    const test = await testFlow(fulfilment, {
      input: order,
      container,
      steps: [mockStep(Charge, new Error('reset'), receipt)],
    });
    expect(test).toCompleteWith({ action: 'done', value: { ledger: 'o-1 30' } });
    expect(test).toHaveTaken(['stock', 'amount', 'charge']);
    expect(test).not.toHaveTaken(['rejected']);
    expect(test).toHaveEmitted('progress', 0.5);
    expect(test).toHaveRunStep(Charge, { times: 2, visits: 1 });
    // #endregion matchers
  });

  it('look at runs that have not ended', async () => {
    // #region waiting
    const engine = createTestEngine({ flows: [expenseApproval] });
    const run = await engine.start(expenseApproval, { id: 'e-1', employee: 'eve', amount: 2500 });
    await engine.settle();
    expect(run).toBeWaitingFor('manager');
    await engine.stop();
    // #endregion waiting
  });
});
