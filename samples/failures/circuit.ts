import { inject } from 'inversify';
import { flowOf, isFailure, MachineStep, Step, type StepFailure } from 'millrace';
import { circuitBreaker } from 'millrace/resilience';
import { Prices } from './prices';

// A service that fails repeatedly is not called for a while, and callers learn when to come back.

export type Guarded =
  | { readonly status: 'ok'; readonly cents: number }
  | { readonly status: 'degraded' }
  | { readonly status: 'circuit_open'; readonly retryAfterMs: number | undefined };

// #region step
const priceService = circuitBreaker('price-service', { failures: 3, openFor: '30s' });

@Step({ breaker: priceService })
class GetPrice extends MachineStep<string, Guarded> {
  constructor(@inject(Prices) private readonly prices: Prices) {
    super();
  }

  async execute(article: string): Promise<Guarded> {
    return { status: 'ok', cents: await this.prices.of(article) };
  }

  override fallback({ failure }: StepFailure<string>): Guarded {
    return isFailure(failure, 'CIRCUIT_OPEN')
      ? { status: 'circuit_open', retryAfterMs: failure.retryAfterMs }
      : { status: 'degraded' };
  }
}
// #endregion step

export const guardedPrice = flowOf('guarded-price', GetPrice);
