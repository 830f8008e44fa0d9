import type { InputType } from '../../step';
import type { ConcurrencyDefinition } from '../definition/concurrency';

/** The part of a flow that is known before its wiring. */
export interface FlowHead {
  readonly name: string;
  readonly version: string;
  readonly input: InputType | undefined;
  /** The queue that limits the number of runs at once. */
  readonly queue?: ConcurrencyDefinition;
}
