import type { Change, Effect, RunEvent } from '../../core';

/** What one transition did to a run. */
export interface WrittenTransition {
  /** Epoch ms. */
  readonly at: number;
  readonly changes: readonly Change[];
  readonly events: readonly RunEvent[];
  readonly effects: readonly Effect[];
  /** The operation whose outcome led to it, if one did. */
  readonly operation?: { readonly token: number; readonly op: number };
}

/** Writes down what has happened to a run. */
export interface Journal<Run> {
  /** Calls back once it is written; only then may anything follow from it. */
  readonly write: (run: Run, written: WrittenTransition, then: () => void) => void;
  /** Whether work of the run may begin: not where another engine may own it by now. The run is dropped then. */
  readonly mayBegin: (run: Run) => boolean;
}
