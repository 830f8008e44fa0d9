import { MachineStep, Step } from 'millrace';
import type { HandledFlight } from './handle-flight';
import { average } from './statistics';

const WAYS = ['early', 'onTime', 'late', 'veryLate'] as const;

export interface PunctualityRow {
  readonly way: (typeof WAYS)[number];
  readonly flights: number;
  readonly averageDelay: number;
  readonly averageMiles: number;
}

/** Returns one row for each action of the router. */
@Step()
export class SummarisePunctuality extends MachineStep<readonly HandledFlight[], readonly PunctualityRow[]> {
  execute(handled: readonly HandledFlight[]) {
    return WAYS.map((way) => {
      const flights = handled.flatMap(({ action, value }) => (action === way ? [value] : []));
      return {
        way,
        flights: flights.length,
        averageDelay: average(flights.map(({ delay }) => delay)),
        averageMiles: average(flights.map(({ miles }) => miles)),
      };
    });
  }
}
