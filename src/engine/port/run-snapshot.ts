import type { EventHead, RunEvent, RunStatus } from '../../core';

/**
 * What a subscriber gets first that came too late for the events before: where the run stands. `seq` is that of the
 * latest event, so the next one is `seq + 1`.
 */
export interface RunSnapshot extends EventHead {
  readonly type: 'run.snapshot';
  readonly data: { readonly status: RunStatus; readonly missed: number };
}

/** What `run.events$` gives. */
export type RunStreamEvent = RunEvent | RunSnapshot;
