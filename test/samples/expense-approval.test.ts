import { createTestEngine, type TestEngine } from 'millrace/testing';
import { expenseApproval } from '../../samples/expense-approval/flow';

describe('expense approval', () => {
  let engine: TestEngine;
  beforeEach(() => {
    engine = createTestEngine({ flows: [expenseApproval] });
  });
  afterEach(() => engine.stop({ graceMs: 0 }));

  async function handIn(amount: number) {
    const run = await engine.start(expenseApproval, { id: 'e', employee: 'eve', amount });
    await engine.settle();
    return run;
  }

  async function taskOf(group: string): Promise<string> {
    const [task] = (await engine.tasks.list({ candidateGroups: [group] })).items;
    return task?.id ?? '';
  }

  it('pays 500 € without asking anybody', async () => {
    const run = await handIn(500);
    expect(await run.result()).toEqual({
      action: 'paid',
      value: '500 € to eve, approved by the rule for small amounts',
    });
  });

  it('asks a manager about 2,500 €, who cannot be the one who hands it in', async () => {
    const run = await handIn(2500);
    const task = await taskOf('managers');
    const own = engine.tasks.complete(task, { by: 'eve', form: { approved: true } });
    await expect(own).rejects.toThrow('nobody decides about an expense of their own');
    await engine.tasks.complete(task, { by: 'ann', form: { approved: true } });
    expect(await run.result()).toEqual({ action: 'paid', value: '2500 € to eve, approved by ann' });
  });

  it('asks a director about 5,000 €, and wants a reason for a rejection', async () => {
    const run = await handIn(5000);
    expect(await taskOf('managers')).toBe('');
    const task = await taskOf('directors');
    const mute = engine.tasks.complete(task, { by: 'dan', form: { approved: false } });
    await expect(mute).rejects.toThrow('a rejection needs a reason');
    await engine.tasks.complete(task, { by: 'dan', form: { approved: false, reason: 'too much' } });
    expect(await run.result()).toMatchObject({ action: 'rejected', value: { by: 'dan', reason: 'too much' } });
  });

  it('reminds the managers, lets directors decide after three days, and makes them after a week', async () => {
    const run = await handIn(2500);
    const manager = await taskOf('managers');
    await engine.advance('2d');
    expect((await engine.tasks.get(manager))?.trail.map(({ type }) => type)).toEqual(['created', 'reminded']);
    expect(await taskOf('directors')).toBe('');
    await engine.advance('1d');
    expect(await taskOf('directors')).toBe(manager);
    await engine.advance('4d');
    const director = await taskOf('directors');
    expect(director).not.toBe(manager);
    const late = engine.tasks.complete(manager, { by: 'ann', form: { approved: true } });
    await expect(late).rejects.toThrow('was closed as overdue');
    await engine.tasks.complete(director, { by: 'dan', form: { approved: true } });
    expect(await run.result()).toEqual({ action: 'paid', value: '2500 € to eve, approved by dan' });
  });
});
