import { inject, injectable } from 'inversify';
import {
  type ContextOf,
  circuitBreaker,
  fallbackChain,
  isFailure,
  MachineStep,
  perSecond,
  StaleCache,
  Step,
  type StepFailure,
  TerminalError,
} from 'millrace';
import { Archive, RateService } from './rate-service';

/** What the desk tells its customer. */
export interface Quote {
  readonly currency: string;
  readonly rate: number;
  readonly from: 'live' | 'kept' | 'archive';
  /** How old the rate is; of a closing rate nobody knows. */
  readonly ageMs?: number;
}

/** Nothing knows a rate just now. */
export class NoRate extends TerminalError {
  constructor(
    message: string,
    readonly retryAfterMs?: number,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** For the archive. */
export const closings = circuitBreaker('closings');

// #region guards
/** Declared once; every step and client that names it shares what it has counted. */
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
    // What is no currency has no rate elsewhere either.
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
