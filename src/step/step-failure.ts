import type { FailureRecord } from '../errors';

/** What a fallback and the target of an `error` edge are given. */
export interface StepFailure<In> {
  /** The input of the node that failed. */
  readonly input: In;
  readonly failure: FailureRecord;
  /** Key of the node that failed. */
  readonly node: string;
  /** How many attempts were made. */
  readonly attempts: number;
}
