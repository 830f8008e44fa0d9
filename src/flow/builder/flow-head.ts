import type { InputType } from '../../step';
import type { ConcurrencyDefinition } from '../definition/concurrency';

/** What is known of a flow before it is wired. */
export interface FlowHead {
  readonly name: string;
  readonly version: string;
  readonly input: InputType | undefined;
  /** At most so many runs at once. */
  readonly queue?: ConcurrencyDefinition;
}
