import type { RunStatus } from '../../core';
import type { FailureRecord } from '../../errors';

/** A run as `get` and `list` show it. */
export interface RunSummary {
  readonly id: string;
  readonly flow: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly correlationId: string;
  readonly idempotencyKey?: string;
  readonly tags: readonly string[];
  /** Number of the latest event. */
  readonly seq: number;
  /** Paths at which the run stands. */
  readonly at: readonly string[];
  /** Epoch ms; 0 if the run has not begun, as one that is pending or was cancelled in line. */
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly failure?: FailureRecord;
  readonly reason?: string;
  /** What could not be undone: the failures of compensations after their last attempt. */
  readonly compensationFailures?: readonly FailureRecord[];
}

/** Which runs `list` gives. What is left out does not restrict. */
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
  /** Whether those that were created last come first. Default: `newest`. */
  readonly order?: 'newest' | 'oldest' | undefined;
  /** Most runs on a page. Default: 100. */
  readonly limit?: number | undefined;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}
