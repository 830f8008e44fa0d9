import { inject } from 'inversify';
import { type ContextOf, flowOf, MachineStep, Step, type StepFailure, TerminalError } from 'millrace';
import { StaleCache } from 'millrace/resilience';
import { Prices } from './prices';

// The last good answer, for as long as it is not too old, together with its age.

export interface Known {
  readonly cents: number;
  /** The age of the answer, if it is not fresh. */
  readonly ageMs?: number;
}

// #region step
@Step()
class GetPrice extends MachineStep<string, Known> {
  private readonly known = new StaleCache<number>();

  constructor(@inject(Prices) private readonly prices: Prices) {
    super();
  }

  async execute(article: string): Promise<Known> {
    return { cents: await this.prices.of(article) };
  }

  override onSuccess({ cents }: Known, article: string, ctx: ContextOf<this>) {
    this.known.keep(article, cents, ctx);
  }

  override fallback({ input, failure }: StepFailure<string>, ctx: ContextOf<this>): Known {
    const kept = this.known.recall(input, ctx, { maxAge: '1h' });
    if (!kept) throw new TerminalError(`no price of ${input} is known`, { cause: failure });
    return { cents: kept.value, ageMs: kept.ageMs };
  }
}
// #endregion step

export const lastGoodPrice = flowOf('last-good-price', GetPrice);
