import { inject } from 'inversify';
import { createRetryPolicy, flowOf, MachineStep, RetryPolicy, Step } from 'millrace';
import { retryAfterOf, withRetry } from 'millrace/resilience';
import { Prices } from './prices';

// A custom retry policy, for steps and for plain functions.

export class QuotaExceeded extends Error {}

// #region policy
/** Never waits longer than a minute, even if the server asks for it, and does not retry an exceeded quota. */
const patientWithin = createRetryPolicy({
  maxAttempts: 6,
  initial: '500ms',
  retryIf: (error) => (error instanceof QuotaExceeded ? false : undefined),
  delay: (error) => {
    const asked = retryAfterOf(error);
    return asked === undefined ? undefined : Math.min(asked, 60_000);
  },
});

@Step({ retry: patientWithin })
class AskPatiently extends MachineStep<string, number> {
  constructor(@inject(Prices) private readonly prices: Prices) {
    super();
  }

  execute(article: string) {
    return this.prices.of(article);
  }
}
// #endregion policy

export const askPatiently = flowOf('ask-patiently', AskPatiently);

// #region function
/** Loads the prices that a service needs before it starts; no flow is running yet. */
export function loadPrices(load: (signal: AbortSignal) => Promise<number>, shutdown: AbortSignal): Promise<number> {
  return withRetry(({ signal }) => load(signal), RetryPolicy.fast, {
    signal: shutdown,
    onRetry: ({ attempt, delayMs }) => {
      console.log(`attempt ${attempt} failed, the next one in ${delayMs} ms`);
    },
  });
}
// #endregion function
