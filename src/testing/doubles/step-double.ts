import type { StepPlace } from '../../engine';
import type { StepContext } from '../../step';
import { isAt } from '../trace/position';

/** What a double undoes: what the step was given and gave. */
export interface Committed {
  readonly input: unknown;
  readonly output: unknown;
}

/** What a double stands in for, and what it does. */
export interface Part {
  /** The step class, or the function of an `fn` or `choose`; `undefined` for whatever stands at the node. */
  readonly source: StepPlace['step'] | undefined;
  /** How messages call it. */
  readonly name: string;
  readonly answers: readonly unknown[];
  readonly node?: string;
  /** What to go on with after the last attempt has failed. */
  readonly fallback?: { readonly answer: unknown };
  readonly undo?: (committed: Committed, context: StepContext) => unknown;
}

/**
 * Stands in for a step, which is not even made then. Each method gives another double, so one may be used in many tests. The step's
 * retries, timeouts and guards stay as they are; its hooks are not called.
 */
export class StepDouble<Outcome = unknown> {
  constructor(readonly part: Part) {
    Object.freeze(this);
  }

  /** Stands in at one node only: its key or, where several have the same one, its place (`notify/mail`). */
  at(node: string): StepDouble<Outcome> {
    return new StepDouble({ ...this.part, node });
  }

  /** What to go on with after the last attempt has failed. Without it, a double has no fallback. */
  fallback(answer: Outcome): StepDouble<Outcome> {
    return new StepDouble({ ...this.part, fallback: { answer } });
  }

  /** Called when the run undoes the step. Without it, nothing is done then. */
  compensate(undo: (committed: Committed, context: StepContext) => unknown): StepDouble<Outcome> {
    return new StepDouble({ ...this.part, undo });
  }
}

/** Whether a double stands in at a place. */
export function standsInAt({ part: { source, node } }: StepDouble, place: StepPlace): boolean {
  return (source === undefined || source === place.step) && (node === undefined || isAt(node, place));
}
