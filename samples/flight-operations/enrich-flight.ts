import { inject } from 'inversify';
import { MachineStep, Step } from 'millrace';
import { milesBetween } from './airport';
import { AirportDirectory } from './airport-directory';
import type { Flight, LocatedFlight } from './flight';

// #region step
@Step()
export class EnrichFlight extends MachineStep<Flight, LocatedFlight> {
  constructor(@inject(AirportDirectory) private readonly airports: AirportDirectory) {
    super();
  }

  execute(flight: Flight) {
    const [from, to] = [this.airports.find(flight.origin), this.airports.find(flight.destination)];
    return { ...flight, from, to, miles: milesBetween(from, to) };
  }
}
// #endregion step
