import type { StepContext } from '../context';
import type { StepFailure } from '../step-failure';
import type { Returned, Skipped, StepTypes } from './step-types';

/**
 * The base of a step with one way out.
 *
 * `In` is what the incoming edge carries, `Out` what the outgoing one does, `Emits` a table of output channels and
 * `Params` what `node(Step, { params })` must give.
 *
 * @example
 * @Step({ retry: RetryPolicy.standard, timeout: '30s' })
 * class CheckStock extends MachineStep<Order, Stocked> {
 *   execute(order: Order) { return this.warehouse.reserve(order); }
 * }
 */
export abstract class MachineStep<In, Out, Outputs extends object = object, Params = undefined> {
  declare readonly '~types': StepTypes<In, { readonly next: Out }, Outputs, Params>;

  /** Does the work. It alone is repeated by retries. */
  abstract execute(input: In, context: StepContext<Outputs, Params>): Returned<Out, Outputs>;

  /** Asked once before the first attempt: gives the value to go on with, or nothing to execute as usual. */
  skip?(input: In, context: StepContext<Outputs, Params>): Skipped<Out> | undefined | Promise<Skipped<Out> | undefined>;

  /** Gives the outcome after the last attempt has failed. What it throws becomes the node's failure. */
  fallback?(failure: StepFailure<In>, context: StepContext<Outputs, Params>): Out | Promise<Out>;

  /** Undoes a committed visit when its run is rolled back. */
  compensate?(
    committed: { readonly input: In; readonly output: Out },
    context: StepContext<Outputs, Params>,
  ): void | Promise<void>;

  /** Called after `execute`; what it throws fails the attempt. */
  onSuccess?(output: Out, input: In, context: StepContext<Outputs, Params>): void | Promise<void>;

  /** Called with the live error of each failed attempt; what it throws is ignored. */
  onFailure?(error: unknown, input: In, context: StepContext<Outputs, Params>): void | Promise<void>;
}
