import { createEngine, type Engine } from 'millrace';
import { VirtualClock } from 'millrace/testing';
import { agent } from '../../types/programs/agent';
import { etl } from '../../types/programs/etl';
import { Claim, expense } from '../../types/programs/expense';
import { loggedOrders, orderApproval } from '../../types/programs/generic';
import { mails } from '../../types/programs/mails';
import { quoting } from '../../types/programs/quote';
import { review } from '../../types/programs/review';
import { Order, paid, saga } from '../../types/programs/saga';
import { waiting } from '../../types/programs/waiting';

const DAY = 86_400_000;
const order = Object.assign(new Order(), { id: 'o-1', total: 10 });

const claimOf = (amount: number) => Object.assign(new Claim(), { id: 'e-1', amount });

let clock: VirtualClock;
let engine: Engine;
beforeEach(async () => {
  clock = new VirtualClock({ start: 1_000_000 });
  engine = await createEngine({ clock });
});
afterEach(() => engine.stop({ graceMs: 0 }));

describe('a program', () => {
  it('lets an agent go round until it answers, streaming its thoughts', async () => {
    const run = await engine.start(agent, { messages: [{ role: 'user', text: 'hello' }] });
    const tokens: string[] = [];
    run.output('token').subscribe((token) => tokens.push(token));
    expect(await run.result()).toEqual({ action: 'done', value: 'tool1 tool2' });
    expect(tokens).toEqual(['thought 1', 'thought 2', 'thought 3']);
  });

  it('takes the way out of a loop that has gone round often enough', async () => {
    const outcome = await engine.run(agent, { messages: [{ role: 'user', text: 'loop' }] });
    expect(outcome).toMatchObject({ action: 'spent', value: { messages: { length: 11 } } });
  });

  it('collects what failed and tries it once more', async () => {
    const run = await engine.start(etl, undefined);
    await clock.advance(1000);
    expect(await run.result()).toBe('3 files, 1 not loaded');
  });

  it('ships an order once its payment has come', async () => {
    const run = await engine.start(saga, order, { idempotencyKey: order.id });
    await engine.signal({ flow: saga, key: order.id }, paid, { paymentId: 'p-1' });
    expect(await run.result()).toEqual({ action: 'done', value: { tracking: 'o-1 r-o-1 p-1' } });
  });

  it('undoes what it has committed when the payment does not come', async () => {
    const run = await engine.start(saga, order);
    const types: string[] = [];
    run.events$.subscribe(({ type }) => types.push(type));
    await clock.advance(3 * DAY);
    expect(await run.result()).toEqual({ action: 'cancelled', value: order });
    expect(types.filter((type) => type.startsWith('compensation.'))).toEqual([
      'compensation.started',
      'compensation.completed',
    ]);
  });

  it('undoes what it has committed when it is cancelled and asked to', async () => {
    const run = await engine.start(saga, order);
    const types: string[] = [];
    run.events$.subscribe(({ type }) => types.push(type));
    await clock.advance(0);
    await run.cancel('changed my mind', { compensate: true });
    await expect(run.result()).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
    const compensations = types.filter((type) => type.startsWith('compensation.'));
    expect(compensations).toEqual(['compensation.started', 'compensation.completed']);
  });

  it('runs one class at three places, told apart by its params', async () => {
    const run = await engine.start(mails, order);
    const sent: string[] = [];
    run.output('sent').subscribe((mail) => sent.push(mail));
    expect(await run.result()).toEqual(order);
    expect(sent).toEqual(['welcome o-1', 'remind o-1', 'bye o-1']);
  });

  it('takes data from two steps earlier, and nothing from a side way that was not taken', async () => {
    expect(await engine.run(quoting, { id: 'gold-1', total: 10 })).toEqual({ price: 10 });
    expect(await engine.run(quoting, { id: 'new-1', total: 10 })).toEqual({ price: 20 });
  });

  it('may be generic over its payload', async () => {
    expect(await engine.run(loggedOrders, [order, order])).toEqual([order, order]);
  });

  it('races a signal against a sleep, and the branch key is the action', async () => {
    const late = await engine.start(waiting, undefined);
    const chunks: string[] = [];
    late.output('chunk').subscribe((chunk) => chunks.push(chunk));
    await clock.advance(100);
    expect(await late.result()).toEqual({ action: 'late', value: undefined });
    expect(chunks).toEqual(['r', 'a', 'c', 'e']);
    const early = await engine.start(waiting, undefined);
    await clock.advance(10);
    await engine.signal({ runId: early.id }, paid, { paymentId: 'p-2' });
    await clock.settle();
    expect(await early.result()).toEqual({ action: 'done', value: { paymentId: 'p-2' } });
  });

  it('goes to the director when the manager has not decided in time, and the late manager is told', async () => {
    const run = await engine.start(expense, claimOf(100));
    await clock.advance(0);
    const [manager] = (await engine.tasks.list({ assignee: 'manager' })).items;
    await clock.advance(2 * DAY);
    const late = engine.tasks.complete(manager?.id ?? '', { who: 'manager', form: { ok: true, by: 'ann' } });
    await expect(late).rejects.toThrow('was closed as overdue');
    const [director] = (await engine.tasks.list({ assignee: 'director' })).items;
    const nobody = engine.tasks.complete(director?.id ?? '', { who: 'director', form: { ok: true, by: '' } });
    await expect(nobody).rejects.toThrow('say who decides');
    await engine.tasks.complete(director?.id ?? '', { who: 'director', form: { ok: true, by: 'dan' } });
    expect(await run.result()).toEqual({ action: 'paid', value: 'paid e-1 by dan' });
  });

  it('waits for two of three reviewers, and closes the task of the third', async () => {
    const run = await engine.start(review, { id: 'd-1' });
    await clock.advance(0);
    for (const who of ['cora', 'anna']) {
      const [task] = (await engine.tasks.list({ assignee: who })).items;
      await engine.tasks.complete(task?.id ?? '', { who, form: { ok: true, comment: 'fine' } });
      await clock.settle();
    }
    expect(await run.result()).toMatchObject({ action: 'accepted' });
    expect((await engine.tasks.list()).items).toEqual([]);
  });

  it('may ask about whatever it is given', async () => {
    const run = await engine.start(orderApproval, order);
    await clock.advance(0);
    const [task] = (await engine.tasks.list()).items;
    await engine.tasks.complete(task?.id ?? '', { who: 'ann', form: { ok: false, by: 'ann' } });
    expect(await run.result()).toEqual({ action: 'no', value: 'ann' });
  });
});
