import { inject } from 'inversify';
import { all, type ContextOf, exit, flow, fn, MachineStep, Step, type StepFailure } from 'millrace';
import { Carrier } from './carrier';
import { type Parcel, type Priced } from './first-flow';
import { accepting } from './ways-out';

// #region step
@Step({ retry: { maxAttempts: 3, initial: '1s' }, timeout: '10s' })
export class BookPickUp extends MachineStep<Priced, string, { attempt: number }> {
  constructor(@inject(Carrier) private readonly carrier: Carrier) {
    super();
  }

  execute(priced: Priced, ctx: ContextOf<this>) {
    ctx.emit('attempt', ctx.attempt);
    return this.carrier.book(priced, { key: ctx.idempotencyKey, signal: ctx.signal });
  }
}
// #endregion step

const label = fn('label', (booking: string) => `LABEL ${booking}`);
const mail = fn('mail', (booking: string) => `Dear customer, here is your ${booking}.`);

export interface Papers {
  readonly label: string;
  readonly mail: string;
}

// #region flow
const draft = flow('ship-parcel', { version: '1.0.0' }).nodes({
  accept: accepting,
  book: BookPickUp,
  papers: all({ label, mail }),
  shipped: exit<{ readonly price: Priced; readonly papers: Papers }>(),
  refused: exit<Parcel>(),
  failed: exit<StepFailure<Priced>>(),
});
const { to, out } = draft;

export const shipping = draft.wire('accept', {
  accept: { accepted: to.book, refused: to.refused },
  book: { next: to.papers, error: to.failed },
  papers: to.shipped.from({ price: out.accept.accepted, papers: out.papers }),
});
// #endregion flow
