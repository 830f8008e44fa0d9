import { MachineStep, Step } from 'millrace';
import { type Flight, FlightRecord } from './flight';

/** Accepts only records that satisfy the decorators of {@link FlightRecord}; the others leave by the `error` edge. */
@Step({ input: FlightRecord })
export class ValidateFlight extends MachineStep<FlightRecord, Flight> {
  execute({ date, delay, origin, destination }: FlightRecord) {
    return { date, delay, origin, destination };
  }
}
