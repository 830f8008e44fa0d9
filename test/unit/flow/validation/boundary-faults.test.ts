import { all, boundaryFaults, each, exit, flow, HumanStep, Step, signal, unchecked, waitFor } from 'millrace';
import { createTestEngine } from 'millrace/testing';

interface Order {
  readonly id: string;
}

function forming(form: boolean) {
  @Step(form ? { form: unchecked<Order>() } : {})
  class Ask extends HumanStep<unknown, Order, { done: Order }> {
    request() {
      return { title: 'Ask' };
    }
    complete(order: Order) {
      return this.to('done', order);
    }
  }
  return Ask;
}

const told = ({ flow: name = '', node = '', message }: { flow?: string; node?: string; message: string }) =>
  `${name} ${node}: ${message.slice(0, message.indexOf(';'))}`;

describe('what a flow takes from another process', () => {
  it('is told where nothing checks it', () => {
    const Ask = forming(false);
    const inner = flow<Order>('inner').nodes({ ask: Ask, done: exit<Order>() });
    const draft = flow<Order>('outer').nodes({
      both: all({
        wait: waitFor(signal<Order>('paid')),
        each: each(inner.wire('ask', { ask: { done: inner.to.done } })),
      }),
      done: exit<unknown>(),
    });
    const outer = draft.wire('both' as never, { both: draft.to.done });
    expect(boundaryFaults(outer).map(told)).toEqual([
      'outer : the input is not checked',
      'outer wait: the payload of the signal "paid" is not checked',
      'inner ask: the form is not checked',
    ]);
  });

  it('is nothing to tell of where a check is declared, or is left out on purpose', async () => {
    const Ask = forming(true);
    const paid = signal('paid', unchecked<Order>());
    const draft = flow('orders', { input: unchecked<Order>() }).nodes({
      wait: waitFor(paid),
      ask: Ask,
      done: exit<Order>(),
    });
    const orders = draft.wire('wait', { wait: draft.to.ask, ask: { done: draft.to.done } });
    expect(boundaryFaults(orders)).toEqual([]);
    const engine = createTestEngine({ flows: [orders] });
    const run = await engine.start(orders, { id: 'o' });
    await engine.signal({ runId: run.id }, paid, { id: 'p' });
    await engine.clock.settle();
    const [task] = (await engine.tasks.list()).items;
    await engine.tasks.complete(task?.id ?? '', { by: 'ann', form: { id: 'f' } });
    await expect(run.result()).resolves.toEqual({ id: 'f' });
    await engine.stop();
  });
});
