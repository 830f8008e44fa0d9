import type { RunStatus } from '../../core';
import type { FailureRecord } from '../../errors';

/** The summary of a run that `inspect` and `list` return. */
export interface RunSummary {
  readonly id: string;
  readonly flow: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly correlationId: string;
  readonly idempotencyKey?: string;
  readonly tags: readonly string[];
  /** The number of the latest event. */
  readonly seq: number;
  /** The paths at which the run stands. */
  readonly at: readonly string[];
  /** Epoch ms; 0 if the run has not begun: it is pending, or was cancelled while queued. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly failure?: FailureRecord;
  readonly reason?: string;
  /** The failures of compensations after their last attempt. */
  readonly compensationFailures?: readonly FailureRecord[];
}

/** A filter of runs. A property that is left out does not restrict. */
export interface RunFilter {
  readonly flow?: string | undefined;
  readonly version?: string | undefined;
  readonly status?: RunStatus | readonly RunStatus[] | undefined;
  readonly tag?: string | undefined;
  readonly correlationId?: string | undefined;
  /** Started at or after; epoch ms. */
  readonly since?: Date | number | undefined;
  /** Started before; epoch ms. */
  readonly until?: Date | number | undefined;
  /** The order of the runs, by creation. Default: `newest` first. */
  readonly order?: 'newest' | 'oldest' | undefined;
  /** The maximum number of runs on a page. Default: 100. */
  readonly limit?: number | undefined;
  /** The `next` of the previous page. */
  readonly after?: string | undefined;
}
