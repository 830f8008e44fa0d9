import { Container } from 'inversify';
import { toJSON } from 'millrace/flow/drawing';

import { answerTask, createTestEngine, testFlow } from 'millrace/testing';
import { Approve, Decision } from '../../samples/expense-approval/approve';
import { Expense } from '../../samples/expense-approval/expense';
import { expenseApproval } from '../../samples/expense-approval/flow';
import { quote } from '../../samples/resilience/flow';
import { AskRate, KeptRates } from '../../samples/resilience/quote';
import { Archive, RateService, Unavailable } from '../../samples/resilience/rate-service';

// How flows of litestar-workflows are tested, done with Millrace; a test or more for each kind of test.

describe('2.39 a step by itself', () => {
  it('2.39 is made with mocked clients and called; what it says to them is checked', async () => {
    // #region unit
    const service = new RateService();
    const asked = jest.spyOn(service, 'rate').mockResolvedValue(1.5);
    const step = new AskRate(service, new Archive(), new KeptRates());

    await expect(step.execute('EUR')).resolves.toEqual({ currency: 'EUR', rate: 1.5, from: 'live', ageMs: 0 });
    expect(asked).toHaveBeenCalledWith('EUR');
    // #endregion unit
  });

  it('2.39 fails in a test as it does in a run', async () => {
    const service = new RateService();
    service.down = true;
    const step = new AskRate(service, new Archive(), new KeptRates());
    await expect(step.execute('EUR')).rejects.toThrow(Unavailable);
  });

  it('2.39 of a person says which forms it refuses', () => {
    const approve = new Approve();
    const expense = Object.assign(new Expense(), { id: 'e-1', employee: 'eve', amount: 5000 });
    const checked = (approved: boolean, by: string) =>
      approve.check(Object.assign(new Decision(), { approved }), expense, by);
    expect(checked(true, 'eve')).toBe('nobody decides about an expense of their own');
    expect(checked(false, 'ann')).toBe('a rejection needs a reason');
    expect(checked(true, 'ann')).toBeUndefined();
  });
});

describe('2.39 a definition', () => {
  it('2.39 has the steps that it should have, and all of its edges lead from step to step', () => {
    // #region definition
    const { start, nodes, edges } = toJSON(expenseApproval);
    const names = Object.keys(nodes);
    expect(names).toEqual(expect.arrayContaining(['amount', 'manager', 'director', 'pay']));
    for (const { from, to } of edges) expect(names).toEqual(expect.arrayContaining([from, to]));
    expect(nodes[start]?.kind).toBe('function');
    // #endregion definition
  });
});

describe('2.39 a flow in an engine', () => {
  const expense = (amount: number) => ({ id: `e-${amount}`, employee: 'eve', amount });

  it('2.39 below the limit it is approved by itself', async () => {
    const test = await testFlow(expenseApproval, {
      input: expense(500),
      expect: {
        result: { action: 'paid', value: '500 € to eve, approved by the rule for small amounts' },
        notTaken: ['manager', 'director'],
      },
    });
    expect(test.failures).toEqual([]);
  });

  it('2.39 above the limit it waits for the manager, and goes on when the manager has answered', async () => {
    // #region engine
    const engine = createTestEngine({ flows: [expenseApproval] });
    const run = await engine.start(expenseApproval, { id: 'e-2', employee: 'eve', amount: 2500 });
    await engine.runUntil('manager');
    expect(await engine.inspect(run.id)).toMatchObject({ status: 'waiting', at: ['manager#1'] });

    const [task] = (await engine.tasks.list({ candidateGroups: ['managers'] })).items;
    await engine.tasks.complete(task?.id ?? '', { by: 'ann', form: { approved: true }, comment: 'looks good' });
    expect(await run.result()).toEqual({ action: 'paid', value: '2500 € to eve, approved by ann' });
    await engine.stop();
    // #endregion engine
  });

  it('2.39 or all of that in one call', async () => {
    // #region flow
    const test = await testFlow(expenseApproval, {
      input: { id: 'e-2', employee: 'eve', amount: 2500 },
      answers: [answerTask(Approve, { approved: true }, { by: 'ann', after: '2h', node: 'manager' })],
      expect: { result: { action: 'paid' }, taken: ['manager', 'pay'], notTaken: ['director'] },
    });
    expect(test.failures).toEqual([]);
    // #endregion flow
    expect(test.trace.elapsedMs).toBe(2 * 3_600_000);
  });

  it('2.39 a week later the manager is too late', async () => {
    const engine = createTestEngine({ flows: [expenseApproval] });
    const run = await engine.start(expenseApproval, expense(2500));
    await engine.advance('7d');
    expect((await engine.inspect(run.id))?.at).toEqual(['director#1']);
    await engine.stop({ graceMs: 0 });
  });

  it('2.39 with mocked clients out of the container', async () => {
    const container = new Container();
    container.bind(RateService).toSelf();
    container.bind(Archive).toConstantValue(new Archive());
    container.bind(KeptRates).toConstantValue(new KeptRates());
    const mocked = Object.assign(new RateService(), { rate: async () => 7 });
    const { result } = await testFlow(quote, { input: 'EUR', container, bindings: [[RateService, mocked]] });
    expect(result).toMatchObject({ action: 'quoted', value: { rate: 7 } });
  });
});
