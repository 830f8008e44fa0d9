import { inject } from 'inversify';
import { flowOf, isFailure, MachineStep, Step, type StepFailure, TerminalError } from 'millrace';
import { Prices } from './prices';

// Another answer for each kind of failure. A failure is data, so this works after a restart as well.

export class UnknownArticle extends TerminalError {}

export type Answer =
  | { readonly kind: 'price'; readonly cents: number }
  | { readonly kind: 'busy'; readonly retryAfterMs: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'late' }
  | { readonly kind: 'unavailable' };

// #region step
@Step({ timeout: '2s' })
class AskPrice extends MachineStep<string, Answer> {
  constructor(@inject(Prices) private readonly prices: Prices) {
    super();
  }

  async execute(article: string): Promise<Answer> {
    return { kind: 'price', cents: await this.prices.of(article) };
  }

  override fallback({ failure }: StepFailure<string>): Answer {
    if (isFailure(failure, UnknownArticle)) return { kind: 'unknown' };
    if (isFailure(failure, 'TIMEOUT')) return { kind: 'late' };
    if (failure.retryAfterMs !== undefined) return { kind: 'busy', retryAfterMs: failure.retryAfterMs };
    return { kind: 'unavailable' };
  }
}
// #endregion step

export const askPrice = flowOf('ask-price', AskPrice);
