import type { FailureRecord } from '../errors';

/** The input of a fallback and of the target of an `error` edge. */
export interface StepFailure<In> {
  /** The input of `execute` for a fallback; the input of the node with the edge for an `error` edge. */
  readonly input: In;
  readonly failure: FailureRecord;
  /** Key of the failed node; that of an inner node if a flow failed. */
  readonly node: string;
  /** Position of the failure in the run: `key[item]#visit` segments joined by `/`. */
  readonly path: string;
  /** The number of attempts. One that a breaker rejected does not count. */
  readonly attempts: number;
}
