import type { Change, Effect, RunEvent } from '../../core';

/** The result of one transition of a run. */
export interface WrittenTransition {
  /** Epoch ms. */
  readonly at: number;
  readonly changes: readonly Change[];
  readonly events: readonly RunEvent[];
  readonly effects: readonly Effect[];
  /** The operation whose outcome caused the transition, if any. */
  readonly operation?: { readonly token: number; readonly op: number } | undefined;
}

/** The persistent record of the transitions of runs. */
export interface Journal<Run> {
  /** Writes a transition and then calls back. Its effects must not be performed before. */
  readonly write: (run: Run, written: WrittenTransition, then: () => void) => void;
  /** Whether work of the run may begin. `false` if another engine may own the run by now. */
  readonly mayBegin: (run: Run) => boolean;
  /** Finds out whether work of the run may begin. If it may not, drops the run. */
  readonly confirm: (run: Run) => Promise<boolean>;
}
