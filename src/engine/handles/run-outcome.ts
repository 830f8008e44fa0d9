import type { Ending } from '../../core';
import { type FailureRecord, RunCancelledError, RunFailedError } from '../../errors';
import { type Deferred, markHandled } from './deferred';

/** A run that has ended, as far as its outcome depends on it. */
export interface SettledRun {
  readonly id: string;
  readonly flow: string;
  /** How many exits the flow has: with several, the outcome names the one that was taken. */
  readonly exits: number;
  readonly compensationFailures: readonly FailureRecord[];
  /** The live error behind a failure, in the process in which it was thrown. */
  readonly cause?: unknown;
}

/** The value of a run that completed, or the error of one that did not. */
export type RunSettlement = { readonly value: unknown } | { readonly error: Error };

/** Maps the ending of a run to its value or its error. */
export function outcomeOf({ id, flow, exits, compensationFailures, cause }: SettledRun, ending: Ending): RunSettlement {
  const ended = { id, flow, compensationFailures: Object.freeze([...compensationFailures]) };
  switch (ending.status) {
    case 'completed': {
      const { action, value } = ending;
      return { value: exits === 1 ? value : { action, value } };
    }
    case 'failed':
      return { error: new RunFailedError(ended, ending.failure, cause) };
    case 'cancelled':
      return { error: new RunCancelledError(ended, ending.reason) };
  }
}

/** Settles a deferred with an outcome. */
export function settleWith(deferred: Deferred, outcome: RunSettlement): void {
  if ('error' in outcome) deferred.reject(outcome.error);
  else deferred.resolve(outcome.value);
}

/** Returns a promise of an outcome. It never counts as unhandled. */
export function promiseOf(outcome: RunSettlement): Promise<unknown> {
  return 'error' in outcome ? markHandled(Promise.reject(outcome.error)) : Promise.resolve(outcome.value);
}
