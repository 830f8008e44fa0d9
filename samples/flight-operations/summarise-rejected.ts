import { MachineStep, Step } from 'millrace';
import type { HandledFlight } from './handle-flight';
import { groupBy } from './statistics';

export interface RejectedRow {
  readonly reason: string;
  readonly records: number;
}

/** Counts the reasons for which records were refused. */
@Step()
export class SummariseRejected extends MachineStep<readonly HandledFlight[], readonly RejectedRow[]> {
  execute(handled: readonly HandledFlight[]) {
    const failures = handled.flatMap((flight) => (flight.action === 'rejected' ? [flight.value] : []));
    return [...groupBy(failures, ({ message }) => message)].map(([reason, { length: records }]) => ({
      reason,
      records,
    }));
  }
}
