import type { OperationsReport } from './flow';
import { textTable } from './text-table';

const BUSIEST = 8;

/** Returns the printed outcome of a run. */
export function renderReport({ punctuality, airports, rejected }: OperationsReport): string {
  const total = punctuality.reduce((sum, { flights }) => sum + flights, 0);
  const ways = punctuality.map(({ way, flights, averageDelay, averageMiles }) => [
    way,
    count(flights),
    percent(flights / total),
    minutes(averageDelay),
    count(averageMiles),
  ]);
  const busiest = airports
    .slice(0, BUSIEST)
    .map(({ iata, city, departures, punctual, averageDelay }) => [
      `${iata} ${city}`,
      count(departures),
      percent(punctual),
      minutes(averageDelay),
    ]);
  const reasons = rejected.map(({ reason, records }) => `${records} × ${reason}`);
  return [
    textTable([['punctuality', 'flights', 'share', 'mean delay', 'mean miles'], ...ways]),
    textTable([[`busiest of ${airports.length} airports`, 'departures', 'punctual', 'mean delay'], ...busiest]),
    ['rejected records', ...reasons].join('\n'),
  ].join('\n\n');
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function minutes(value: number): string {
  return `${value.toFixed(1)} min`;
}
