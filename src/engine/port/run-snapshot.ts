import type { EventHead, RunEvent, RunStatus } from '../../core';

/**
 * The first event for a subscriber that missed earlier ones: the current status of the run. `seq` is the number of the
 * last missed event, so the next event has `seq + 1`.
 */
export interface RunSnapshot extends EventHead {
  readonly type: 'run.snapshot';
  readonly data: { readonly status: RunStatus; readonly missed: number };
}

/** An event of `run.events$`. */
export type RunStreamEvent = RunEvent | RunSnapshot;
