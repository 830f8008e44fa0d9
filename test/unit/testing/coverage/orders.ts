import { choose, createEngine, exit, flow, fn, MachineStep, route, Step } from 'millrace';
import { type FlowCoverage, flowCoverage } from 'millrace/testing';

@Step()
class Reserve extends MachineStep<number, number> {
  execute(amount: number) {
    if (amount === 13) throw new Error('out of stock');
    return amount;
  }
  override compensate() {
    // Nothing to give back.
  }
}

/** A flow of orders: small ones are paid, large ones are for people, and what is not there is refused. */
export function orders(version = '1.0.0', large = 'large') {
  const { to, wire } = flow('orders', { version }).nodes({
    reserve: Reserve,
    size: choose('size', (amount: number) => (amount < 100 ? route('small', amount) : route('large', amount))),
    pay: fn('pay', (amount: number) => amount),
    done: exit<number>(),
    [large as 'large']: exit<number>(),
    refused: exit<unknown>({ compensate: true }),
  });
  return wire('reserve', {
    reserve: { next: to.size, error: to.refused },
    size: { small: to.pay, large: to[large as 'large'] },
    pay: { next: to.done, error: to.refused },
  });
}

/** What is covered after orders of these amounts. */
export async function ordered(amounts: readonly number[], it = orders()): Promise<FlowCoverage> {
  const coverage = flowCoverage(it);
  const engine = await createEngine({ flows: [it] });
  coverage.watch(engine);
  for (const amount of amounts) await engine.run(it, amount);
  await engine.stop();
  return coverage;
}
