import { inject, injectable } from 'inversify';
import { type ContextOf, isFailure, MachineStep, Step, type StepFailure, TerminalError } from 'millrace';
import { circuitBreaker, fallbackChain, perSecond, StaleCache } from 'millrace/resilience';
import { Archive, RateService } from './rate-service';

/** The quote for a customer. */
export interface Quote {
  readonly currency: string;
  readonly rate: number;
  readonly from: 'live' | 'kept' | 'archive';
  /** The age of the rate; unknown for a closing rate. */
  readonly ageMs?: number;
}

/** No source has a rate at the moment. */
export class NoRate extends TerminalError {
  constructor(
    message: string,
    readonly retryAfterMs?: number,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** The breaker of the archive. */
export const closings = circuitBreaker('closings');

// #region guards
/** Declared once; every step and client that names it shares its counts. */
export const rates = circuitBreaker('rates', { failures: 3, openFor: '30s' });

@injectable()
export class KeptRates extends StaleCache<number> {}

@Step({ breaker: rates, limit: perSecond(50), bulkhead: 10, timeout: '2s' })
export class AskRate extends MachineStep<string, Quote> {
  constructor(
    @inject(RateService) private readonly service: RateService,
    @inject(Archive) private readonly archive: Archive,
    @inject(KeptRates) private readonly kept: KeptRates,
  ) {
    super();
  }

  async execute(currency: string): Promise<Quote> {
    return { currency, rate: await this.service.rate(currency), from: 'live', ageMs: 0 };
  }

  override onSuccess({ rate }: Quote, currency: string, ctx: ContextOf<this>) {
    this.kept.keep(currency, rate, ctx);
  }

  override async fallback({ input: currency, failure }: StepFailure<string>, ctx: ContextOf<this>): Promise<Quote> {
    // An unknown currency has no rate elsewhere either.
    if (isFailure(failure, 'NO_SUCH_CURRENCY')) throw new NoRate(failure.message);
    const levels = { kept: () => this.recall(currency, ctx), archive: () => this.close(currency) };
    const { level: from, value } = await fallbackChain(levels).catch((cause: unknown) => {
      throw new NoRate(failure.message, failure.retryAfterMs, cause);
    });
    return { currency, from, ...value };
  }

  private recall(currency: string, ctx: ContextOf<this>) {
    const kept = this.kept.recall(currency, ctx, { maxAge: '1h' });
    if (!kept) throw new Error('no rate was kept');
    return { rate: kept.value, ageMs: kept.ageMs };
  }

  private async close(currency: string) {
    return { rate: await this.archive.closing(currency) };
  }
}
// #endregion guards
