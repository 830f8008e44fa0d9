import type { RunEvent, RunStatus } from '../../core';
import type { FailureRecord } from '../../errors';
import { type RunStatusView, RunViewBuilder } from '../../history';

/** The end of a run or, if it has not ended, its status. */
export type TestedOutcome =
  | { readonly status: 'completed'; readonly action: string; readonly value: unknown }
  | { readonly status: 'failed'; readonly failure: FailureRecord }
  | { readonly status: 'cancelled'; readonly reason: string }
  /** The start was refused. */
  | { readonly status: 'refused'; readonly failure: FailureRecord }
  | { readonly status: Exclude<RunStatus, 'completed' | 'failed' | 'cancelled'> };

/** Returns the outcome of a run by its events, of any version of its flow. */
export function outcomeOf(events: readonly RunEvent[]): TestedOutcome {
  const builder = new RunViewBuilder(() => undefined);
  for (const event of events) builder.add(event);
  return testedOutcome(builder.outcome);
}

/** Returns the outcome without the path of a failure. */
export function testedOutcome(outcome: RunStatusView): TestedOutcome {
  if (outcome.status === 'failed') return { status: 'failed', failure: outcome.ending.failure };
  return outcome.ending ?? { status: outcome.status };
}
