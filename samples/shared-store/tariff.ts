import { IsInt, IsString, Min } from 'class-validator';
import { type ContextOf, exit, flow, fn, PhasedStep, Step, type StepContext, type WorkContextOf } from 'millrace';

// A step that keeps its bookkeeping apart from its work: only the work is repeated, and it has no store to write to twice.

export class Tariff {
  @IsString()
  currency!: string;
  @IsInt()
  @Min(1)
  centsPerHour!: number;
}

/** A request as it came in; nothing of it is known to be right. */
export interface Parking {
  readonly hours: number;
  readonly tariff: unknown;
}

interface Asked {
  readonly hours: number;
  readonly tariff: Tariff;
}

const remember = fn('remember', ({ hours, tariff }: Parking, { shared }: StepContext) => {
  shared.merge({ hours, tariff });
});

// #region phases
@Step({ retry: { maxAttempts: 3, initial: 0 } })
class Charge extends PhasedStep<unknown, Asked, number, { paid: string; free: string }> {
  prepare(_: unknown, { shared }: ContextOf<this>): Asked {
    return { hours: shared.getInteger('hours', 1), tariff: shared.bind('tariff', Tariff) };
  }

  execute({ hours, tariff }: Asked, ctx: WorkContextOf<this>) {
    if (ctx.attempt < 2) throw new Error('the terminal is busy');
    return hours * tariff.centsPerHour;
  }

  finish(cents: number, { tariff }: Asked, { shared }: ContextOf<this>) {
    shared.set('cents', cents);
    return this.to(cents > 0 ? 'paid' : 'free', `${cents / 100} ${tariff.currency}`);
  }
}
// #endregion phases

const draft = flow('parking').nodes({ remember, charge: Charge, done: exit<string>() });
const { to } = draft;

export const parking = draft.wire('remember', { remember: to.charge, charge: { paid: to.done, free: to.done } });
