import type { Duration } from 'millrace';
import { answerTask, createTestEngine, sendSignal, testFlow } from 'millrace/testing';
import { agent } from '../../types/programs/agent';
import { etl } from '../../types/programs/etl';
import { expense } from '../../types/programs/expense';
import { Ask, loggedOrders, orderApproval } from '../../types/programs/generic';
import { mails } from '../../types/programs/mails';
import { quoting } from '../../types/programs/quote';
import { Review, review } from '../../types/programs/review';
import { paid, saga } from '../../types/programs/saga';
import { waiting } from '../../types/programs/waiting';

const order = { id: 'o-1', total: 10 };
const claim = { id: 'e-1', amount: 100 };

describe('a program', () => {
  it('lets an agent go round until it answers, streaming its thoughts', async () => {
    const { result, trace } = await testFlow(agent, { input: { messages: [{ role: 'user', text: 'hello' }] } });
    expect(result).toEqual({ action: 'done', value: 'tool1 tool2' });
    expect(trace.emitted('token')).toEqual(['thought 1', 'thought 2', 'thought 3']);
  });

  it('takes the way out of a loop that has gone round often enough', async () => {
    const { result } = await testFlow(agent, { input: { messages: [{ role: 'user', text: 'loop' }] } });
    expect(result).toMatchObject({ action: 'spent', value: { messages: { length: 11 } } });
  });

  it('collects what failed and tries it once more', async () => {
    const { result, trace } = await testFlow(etl, { input: undefined });
    expect(result).toBe('3 files, 1 not loaded');
    expect(trace.elapsedMs).toBeLessThanOrEqual(1000);
  });

  it('ships an order once its payment has come', async () => {
    const { result } = await testFlow(saga, { input: order, signals: [sendSignal(paid, { paymentId: 'p-1' })] });
    expect(result).toEqual({ action: 'done', value: { tracking: 'o-1 r-o-1 p-1' } });
  });

  const undone = ['compensation.started', 'compensation.completed'];

  it('undoes what it has committed when the payment does not come', async () => {
    const { result, trace, shared } = await testFlow(saga, { input: order });
    expect(result).toEqual({ action: 'cancelled', value: order });
    expect(trace.elapsedMs).toBe(3 * 86_400_000);
    expect(trace.events.map(({ type }) => type).filter((type) => type.startsWith('compensation.'))).toEqual(undone);
    expect(shared).toEqual({ released: ['r-o-1'] });
  });

  it('undoes what it has committed when it is cancelled and asked to', async () => {
    const engine = createTestEngine();
    const run = await engine.start(saga, order);
    await engine.settle();
    await run.cancel({ reason: 'changed my mind', compensate: true });
    await expect(run.result()).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
    const types = engine.trace(run).events.map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('compensation.'))).toEqual(undone);
    await engine.stop();
  });

  it('runs one class at three places, told apart by its params', async () => {
    const { result, trace } = await testFlow(mails, { input: order });
    expect(result).toEqual(order);
    expect(trace.emitted('sent')).toEqual(['welcome o-1', 'remind o-1', 'bye o-1']);
  });

  it('takes data from two steps earlier, and nothing from a side way that was not taken', async () => {
    const price = async (id: string) => (await testFlow(quoting, { input: { id, total: 10 } })).result;
    expect(await price('gold-1')).toEqual({ price: 10 });
    expect(await price('new-1')).toEqual({ price: 20 });
  });

  it('may be generic over its payload', async () => {
    expect((await testFlow(loggedOrders, { input: [order, order] })).result).toEqual([order, order]);
  });

  it('races a signal against a sleep, and the branch key is the action', async () => {
    const late = await testFlow(waiting, { input: undefined });
    expect(late.result).toEqual({ action: 'late', value: undefined });
    expect(late.trace.emitted('chunk')).toEqual(['r', 'a', 'c', 'e']);
    const signals = [sendSignal(paid, { paymentId: 'p-2' }, { after: 10 })];
    const early = await testFlow(waiting, { input: undefined, signals });
    expect(early.result).toEqual({ action: 'done', value: { paymentId: 'p-2' } });
  });

  it('goes to the director when the manager has not decided in time, and the late manager is told', async () => {
    const engine = createTestEngine();
    const run = await engine.start(expense, claim);
    await engine.settle();
    const [manager] = (await engine.tasks.list({ assignee: 'manager' })).items;
    await engine.advance('2d');
    const late = engine.tasks.complete(manager?.id ?? '', { by: 'manager', form: { ok: true, by: 'ann' } });
    await expect(late).rejects.toThrow('was closed as overdue');
    const [director] = (await engine.tasks.list({ assignee: 'director' })).items;
    const nobody = engine.tasks.complete(director?.id ?? '', { by: 'director', form: { ok: true, by: '' } });
    await expect(nobody).rejects.toThrow('say who decides');
    await engine.tasks.complete(director?.id ?? '', { by: 'director', form: { ok: true, by: 'dan' } });
    expect(await run.result()).toEqual({ action: 'paid', value: 'paid e-1 by dan' });
    await engine.stop();
  });

  it('waits for two of three reviewers, and closes the task of the third', async () => {
    const fine = (by: string, after: Duration) =>
      answerTask(Review, { ok: true, comment: 'fine' }, { by, after, node: `ask/${by}` });
    const engine = createTestEngine({ answers: [fine('cora', '1h'), fine('anna', '2h')] });
    expect(await engine.run(review, { id: 'd-1' })).toMatchObject({ action: 'accepted' });
    expect((await engine.tasks.list()).items).toEqual([]);
    await engine.stop();
  });

  it('may ask about whatever it is given', async () => {
    const { result } = await testFlow(orderApproval, {
      input: order,
      answers: [answerTask(Ask, { ok: false, by: 'ann' }, { by: 'ann' })],
    });
    expect(result).toEqual({ action: 'no', value: 'ann' });
  });
});
