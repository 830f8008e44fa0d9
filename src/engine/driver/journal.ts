import type { Change, Effect, RunEvent } from '../../core';
import type { LiveRun } from './live-run';

/** Writes down what has happened to a run, and only then lets anything follow from it. */
export interface Journal {
  readonly write: (
    run: LiveRun,
    written: {
      readonly at: number;
      readonly changes: readonly Change[];
      readonly events: readonly RunEvent[];
      readonly effects: readonly Effect[];
      /** The operation whose outcome this is. */
      readonly operation?: { readonly token: number; readonly op: number };
    },
    then: () => void,
  ) => void;
  /** Whether work of the run may begin. Not where another engine may have the run by now: it is dropped then. */
  readonly mayBegin: (run: LiveRun) => boolean;
}
