import { inject } from 'inversify';
import { flowOf, MachineStep, Step, type StepFailure } from 'millrace';
import { Prices } from './prices';

// After the last attempt the step itself returns a default that is good enough.

export interface Quote {
  readonly status: 'fresh' | 'degraded';
  readonly cents: number;
  readonly reason?: string;
}

// #region step
@Step({ retry: { maxAttempts: 2, initial: 0 } })
class GetPrice extends MachineStep<string, Quote> {
  constructor(@inject(Prices) private readonly prices: Prices) {
    super();
  }

  async execute(article: string): Promise<Quote> {
    return { status: 'fresh', cents: await this.prices.of(article) };
  }

  override fallback({ failure }: StepFailure<string>): Quote {
    return { status: 'degraded', cents: 1000, reason: failure.message };
  }
}
// #endregion step

export const quoteOrDefault = flowOf('quote-or-default', GetPrice);
