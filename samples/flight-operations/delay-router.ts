import { type ContextOf, RouterStep, Step } from 'millrace';
import type { LocatedFlight } from './flight';

/** The actions by punctuality, with their values. */
export interface Punctuality {
  early: LocatedFlight;
  onTime: LocatedFlight;
  late: LocatedFlight;
  veryLate: LocatedFlight;
}

/** Sorts flights by their delay, and emits every delay. */
@Step()
export class DelayRouter extends RouterStep<LocatedFlight, Punctuality, { delay: number }> {
  execute(flight: LocatedFlight, ctx: ContextOf<this>) {
    ctx.emit('delay', flight.delay);
    if (flight.delay >= 60) return this.to('veryLate', flight);
    if (flight.delay >= 15) return this.to('late', flight);
    return this.to(flight.delay > -15 ? 'onTime' : 'early', flight);
  }
}
