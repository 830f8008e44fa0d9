import { all, each, exit, flow } from 'millrace';
import { handleFlight } from './handle-flight';
import { LoadFlights } from './load-flights';
import { type AirportRow, SummariseAirports } from './summarise-airports';
import { type PunctualityRow, SummarisePunctuality } from './summarise-punctuality';
import { type RejectedRow, SummariseRejected } from './summarise-rejected';

export interface OperationsReport {
  readonly punctuality: readonly PunctualityRow[];
  readonly airports: readonly AirportRow[];
  readonly rejected: readonly RejectedRow[];
}

// #region flow
const { to, wire } = flow('flight-operations').nodes({
  load: LoadFlights,
  flights: each(handleFlight, { concurrency: 100 }),
  summarise: all({ punctuality: SummarisePunctuality, airports: SummariseAirports, rejected: SummariseRejected }),
  done: exit<OperationsReport>(),
});

export const flightOperations = wire('load', { load: to.flights, flights: to.summarise, summarise: to.done });
// #endregion flow
