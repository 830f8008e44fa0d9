import type { InputType } from '../../step';

/** What is known of a flow before it is wired. */
export interface FlowHead {
  readonly name: string;
  readonly version: string;
  readonly input: InputType | undefined;
}
