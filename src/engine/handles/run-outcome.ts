import { type Ending } from '../../core';
import { RunCancelledError, RunFailedError } from '../../errors';
import type { LiveRun } from '../driver/live-run';
import { markHandled } from './deferred';

type Completed = Extract<Ending, { readonly status: 'completed' }>;

/** Tells whoever waits for the run's outcome. */
export function settleRun(run: LiveRun, ending: Ending): void {
  const { settlement } = run;
  if (!settlement) return;
  run.settlement = undefined;
  if (ending.status === 'completed') settlement.resolve(outcomeOf(run, ending));
  else settlement.reject(errorOf(run, ending));
}

/** The outcome of a run that has ended. */
export function settledOutcome(run: LiveRun, ending: Ending): Promise<unknown> {
  return ending.status === 'completed'
    ? Promise.resolve(outcomeOf(run, ending))
    : markHandled(Promise.reject(errorOf(run, ending)));
}

function outcomeOf({ graph }: LiveRun, { action, value }: Completed): unknown {
  return graph.root.exits === 1 ? value : { action, value };
}

function errorOf(run: LiveRun, ending: Exclude<Ending, Completed>): Error {
  const compensationFailures = Object.freeze([...(run.state.details?.unwindingFailures ?? [])]);
  const ended = { id: run.id, flow: run.graph.name, compensationFailures };
  return ending.status === 'cancelled'
    ? new RunCancelledError(ended, ending.reason)
    : new RunFailedError(ended, ending.failure, run.extra?.lastError);
}
