import { MachineStep, Step } from 'millrace';
import type { HandledFlight } from './handle-flight';
import { average, groupBy } from './statistics';

export interface AirportRow {
  readonly iata: string;
  readonly city: string;
  readonly departures: number;
  /** Share of departures that were not late, 0 to 1. */
  readonly punctual: number;
  readonly averageDelay: number;
}

/** Counts the departures of every airport, busiest first. */
@Step()
export class SummariseAirports extends MachineStep<readonly HandledFlight[], readonly AirportRow[]> {
  execute(handled: readonly HandledFlight[]) {
    const flown = handled.filter((flight) => flight.action !== 'rejected');
    const rows = [...groupBy(flown, ({ value }) => value.from)].map(([{ iata, city }, departures]) => ({
      iata,
      city,
      departures: departures.length,
      punctual: average(departures.map(({ action }) => (action === 'early' || action === 'onTime' ? 1 : 0))),
      averageDelay: average(departures.map(({ value }) => value.delay)),
    }));
    return rows.sort((a, b) => b.departures - a.departures);
  }
}
