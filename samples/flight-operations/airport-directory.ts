import { TerminalError } from 'millrace';
import { parseCsv } from '../data/parse-csv';
import type { Airport } from './airport';

/** An unknown airport stays unknown, so the lookup is never retried. */
export class UnknownAirport extends TerminalError {
  static readonly code = 'UNKNOWN_AIRPORT';

  constructor(iata: string) {
    super(`no airport is called ${iata}`, { code: UnknownAirport.code });
  }
}

/** Looks airports up. Steps get it from the container. */
export class AirportDirectory {
  private readonly airports: ReadonlyMap<string, Airport>;

  constructor(airports: readonly Airport[]) {
    this.airports = new Map(airports.map((airport) => [airport.iata, airport]));
  }

  static fromCsv(text: string): AirportDirectory {
    return new AirportDirectory(
      parseCsv(text).map(({ iata = '', name = '', city = '', state = '', latitude, longitude }) => {
        return { iata, name, city, state, latitude: Number(latitude), longitude: Number(longitude) };
      }),
    );
  }

  find(iata: string): Airport {
    const airport = this.airports.get(iata);
    if (!airport) throw new UnknownAirport(iata);
    return airport;
  }
}
