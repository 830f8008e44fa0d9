import { IsInt, IsString, Min } from 'class-validator';
import { type ContextOf, exit, flow, fn, PhasedStep, Step, type StepContext, type WorkContextOf } from 'millrace';

// A step that separates its bookkeeping from its work: only the work is retried, and it has no store to write to twice.

export class Tariff {
  @IsString()
  currency!: string;
  @IsInt()
  @Min(1)
  centsPerHour!: number;
}

/** A request as it came in, not validated yet. */
export interface Parking {
  readonly hours: number;
  readonly tariff: unknown;
}

/** Plain data, since a storage keeps the result of `prepare`. */
interface Asked {
  readonly hours: number;
  readonly currency: string;
  readonly centsPerHour: number;
}

const remember = fn('remember', ({ hours, tariff }: Parking, { shared }: StepContext) => {
  shared.merge({ hours, tariff });
});

// #region phases
@Step({ retry: { maxAttempts: 3, initial: 0 } })
class Charge extends PhasedStep<unknown, Asked, number, { paid: string; free: string }> {
  prepare(_: unknown, { shared }: ContextOf<this>): Asked {
    const { currency, centsPerHour } = shared.bind('tariff', Tariff);
    return { hours: shared.getInteger('hours', 1), currency, centsPerHour };
  }

  execute({ hours, centsPerHour }: Asked, ctx: WorkContextOf<this>) {
    if (ctx.attempt < 2) throw new Error('the terminal is busy');
    return hours * centsPerHour;
  }

  finish(cents: number, { currency }: Asked, { shared }: ContextOf<this>) {
    shared.set('cents', cents);
    return this.to(cents > 0 ? 'paid' : 'free', `${cents / 100} ${currency}`);
  }
}
// #endregion phases

const draft = flow('parking').nodes({ remember, charge: Charge, done: exit<string>() });
const { to } = draft;

export const parking = draft.wire('remember', { remember: to.charge, charge: { paid: to.done, free: to.done } });
