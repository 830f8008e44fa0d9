import { inject } from 'inversify';
import { exit, flow, fn, MachineStep, Step, type StepFailure } from 'millrace';
import { Prices, SparePrices } from './prices';

// Several levels of fallback are several nodes: the drawing shows them, and events say which one answered.

@Step({ retry: { maxAttempts: 2, initial: 0 } })
class AskPrices extends MachineStep<string, number> {
  constructor(@inject(Prices) private readonly prices: Prices) {
    super();
  }

  execute(article: string) {
    return this.prices.of(article);
  }
}

@Step()
class AskSpare extends MachineStep<string, number> {
  constructor(@inject(SparePrices) private readonly prices: SparePrices) {
    super();
  }

  execute(article: string) {
    return this.prices.of(article);
  }
}

// #region flow
const sameInput = ({ input }: StepFailure<string>) => input;

const { to, wire } = flow('price').nodes({
  service: AskPrices,
  spare: AskSpare,
  unavailable: fn('unavailable', (article: string) => `the price of ${article} is not available`),
  known: exit<number>(),
  unknown: exit<string>(),
});

export const price = wire('service', {
  service: { next: to.known, error: to.spare.via(sameInput) },
  spare: { next: to.known, error: to.unavailable.via(sameInput) },
  unavailable: to.unknown,
});
// #endregion flow
