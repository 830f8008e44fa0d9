import { inject } from 'inversify';
import { each, exit, flow, fn, MachineStep, type Settled, Step } from 'millrace';
import { Prices } from './prices';

// Successful results are kept, failures are listed beside them.

@Step()
class AskPrice extends MachineStep<string, number> {
  constructor(@inject(Prices) private readonly prices: Prices) {
    super();
  }

  execute(article: string) {
    return this.prices.of(article);
  }
}

export interface PriceList {
  readonly status: 'success' | 'partial_success';
  readonly cents: readonly number[];
  readonly errors: readonly string[];
}

// #region flow
const { to, wire } = flow('price-list').nodes({
  ask: each(AskPrice, { onError: 'collect' }),
  list: fn('list', (answers: readonly Settled<string, number>[]): PriceList => {
    const errors = answers.flatMap((one) => (one.ok ? [] : [`${one.item}: ${one.failure.message}`]));
    const cents = answers.flatMap((one) => (one.ok ? [one.value] : []));
    return { status: errors.length === 0 ? 'success' : 'partial_success', cents, errors };
  }),
  done: exit<PriceList>(),
});

export const priceList = wire('ask', { ask: to.list, list: to.done });
// #endregion flow
