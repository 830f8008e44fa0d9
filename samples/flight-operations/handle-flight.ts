import { exit, type FailureRecord, flow, type ResultOf } from 'millrace';
import { DelayRouter } from './delay-router';
import { EnrichFlight } from './enrich-flight';
import type { LocatedFlight } from './flight';
import { ValidateFlight } from './validate-flight';

// #region flow
const { to, wire } = flow('flight').nodes({
  validate: ValidateFlight,
  enrich: EnrichFlight,
  delay: DelayRouter,
  early: exit<LocatedFlight>(),
  onTime: exit<LocatedFlight>(),
  late: exit<LocatedFlight>(),
  veryLate: exit<LocatedFlight>(),
  rejected: exit<FailureRecord>(),
});

export const handleFlight = wire('validate', {
  validate: { next: to.enrich, error: to.rejected.via(({ failure }) => failure) },
  enrich: { next: to.delay, error: to.rejected.via(({ failure }) => failure) },
  delay: { early: to.early, onTime: to.onTime, late: to.late, veryLate: to.veryLate },
});
// #endregion flow

/** The outcome of a flight: the exit that it took, with the flight or the failure. */
export type HandledFlight = ResultOf<typeof handleFlight>;
