import type { FailureRecord } from '../errors';

/** What a fallback and the target of an `error` edge are given. */
export interface StepFailure<In> {
  /** For a fallback, what `execute` was given; along an `error` edge, what the node was given that has the edge. */
  readonly input: In;
  readonly failure: FailureRecord;
  /** Key of the node that failed: that node, or one inside of it where it is a flow. */
  readonly node: string;
  /** Where in the run it failed: `key[item]#visit` segments joined by `/`. */
  readonly path: string;
  /** How many attempts were made. One that a breaker turned away was not. */
  readonly attempts: number;
}
