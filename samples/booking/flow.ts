import { inject } from 'inversify';
import { all, any, type ContextOf, exit, flow, fn, MachineStep, node, Step, type StepFailure } from 'millrace';
import { Bookings } from './bookings';

// A journey is booked as a whole or not at all: if a part fails, earlier bookings are cancelled, newest first.

export interface Journey {
  readonly from: string;
  readonly to: string;
}

interface Booked {
  readonly what: string;
  readonly number: number;
}

// #region step
@Step({ retry: { maxAttempts: 3, initial: 10 }, timeout: '5s' })
export class Book extends MachineStep<Journey, Booked, object, { readonly what: string }> {
  constructor(@inject(Bookings) private readonly bookings: Bookings) {
    super();
  }

  async execute({ to }: Journey, { params, idempotencyKey, signal }: ContextOf<this>): Promise<Booked> {
    const what = `${params.what} to ${to}`;
    return { what, number: await this.bookings.book(what, idempotencyKey, signal) };
  }

  override async compensate(_: unknown, { idempotencyKey }: ContextOf<this>) {
    await this.bookings.cancel(idempotencyKey);
  }
}
// #endregion step

const offer = (what: string) => node(Book, { params: { what } });

// #region flow
const { to, wire, input } = flow<Journey>('journey').nodes({
  // The first answer is taken; the other is aborted or, if it was booked by then, cancelled at once.
  flight: any({ direct: offer('direct flight'), cheap: offer('cheap flight') }, { losers: 'compensate' }),
  // Both or none; the flight stays.
  stay: all({ hotel: offer('hotel'), car: offer('car') }, { losers: 'compensate' }),
  hostel: offer('hostel'),
  apologise: fn('apologise', ({ failure }: StepFailure<unknown>) => `sorry: ${failure.message}`),
  done: exit<unknown>(),
  // Cancels everything that is still booked.
  cancelled: exit<string>({ compensate: true }),
});

export const journey = wire('flight', {
  flight: { direct: to.stay.from(input), cheap: to.stay.from(input), error: to.apologise },
  stay: { next: to.done, error: to.hostel.from(input) },
  hostel: { next: to.done, error: to.apologise },
  apologise: to.cancelled,
});
// #endregion flow
