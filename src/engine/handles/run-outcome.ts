import type { Ending } from '../../core';
import { type FailureRecord, RunCancelledError, type RunErrorSubject, RunFailedError } from '../../errors';
import { type Deferred, markHandled } from './deferred';

/** The parts of an ended run that determine its outcome. */
export interface SettledRun {
  readonly id: string;
  readonly flow: string;
  /** The number of exits of the flow. With several, the outcome names the exit that was reached. */
  readonly exits: number;
  readonly compensationFailures: readonly FailureRecord[];
  /** The original error of a failure, available only in the process in which it was thrown. */
  readonly cause?: unknown;
}

/** The value of a completed run, or the error of a failed or cancelled one. */
export type RunSettlement = { readonly value: unknown } | { readonly error: Error };

/** Maps the ending of a run to its value or its error. */
export function outcomeOf(run: SettledRun, ending: Ending): RunSettlement {
  switch (ending.status) {
    case 'completed': {
      const { action, value } = ending;
      return { value: run.exits === 1 ? value : { action, value } };
    }
    case 'failed':
      return { error: new RunFailedError(subjectOf(run), ending.failure, run.cause) };
    case 'cancelled':
      return { error: new RunCancelledError(subjectOf(run), ending.reason) };
  }
}

/** Settles a deferred with an outcome. */
export function settleWith(deferred: Deferred, outcome: RunSettlement): void {
  if ('error' in outcome) deferred.reject(outcome.error);
  else deferred.resolve(outcome.value);
}

/** Returns a promise of an outcome. Its rejection never counts as unhandled. */
export function promiseOf(outcome: RunSettlement): Promise<unknown> {
  return 'error' in outcome ? markHandled(Promise.reject(outcome.error)) : Promise.resolve(outcome.value);
}

/** Returns what the error of a failed or cancelled run is about. Not built for the many runs that complete. */
function subjectOf({ id, flow, compensationFailures }: SettledRun): RunErrorSubject {
  return { id, flow, compensationFailures: Object.freeze([...compensationFailures]) };
}
