import type { StepContext } from '../context';
import type { StepFailure } from '../step-failure';
import { markBase } from './step-class';
import type { Returned, Skipped, StepTypes } from './step-types';

/**
 * The base class of a step with a single action, `next`.
 *
 * `In` is the value of the incoming edge, `Out` that of the outgoing edge, `Outputs` a table of output channels, and
 * `Params` the type of `node(Step, { params })`.
 *
 * @example
 * @Step({ retry: RetryPolicy.standard, timeout: '30s' })
 * class CheckStock extends MachineStep<Order, Stocked> {
 *   execute(order: Order) { return this.warehouse.reserve(order); }
 * }
 */
export abstract class MachineStep<In, Out, Outputs extends object = object, Params = undefined> {
  declare readonly '~types': StepTypes<In, { readonly next: Out }, Outputs, Params>;

  static {
    markBase(MachineStep, 'machine');
  }

  /** Performs the work. The only method that is retried. */
  abstract execute(input: In, context: StepContext<Outputs, Params>): Returned<Out, Outputs>;

  /** Called once before the first attempt. Returns the value to use instead, or nothing to execute as usual. */
  skip?(input: In, context: StepContext<Outputs, Params>): Skipped<Out> | undefined | Promise<Skipped<Out> | undefined>;

  /** Returns the outcome after the last attempt has failed. An error that it throws becomes the failure of the node. */
  fallback?(failure: StepFailure<In>, context: StepContext<Outputs, Params>): Out | Promise<Out>;

  /** Undoes a committed visit when its run is rolled back. */
  compensate?(
    committed: { readonly input: In; readonly output: Out },
    context: StepContext<Outputs, Params>,
  ): void | Promise<void>;

  /** Called after `execute`. An error that it throws fails the attempt. */
  onSuccess?(output: Out, input: In, context: StepContext<Outputs, Params>): void | Promise<void>;

  /** Called with the live error of each failed attempt. An error that it throws is ignored. */
  onFailure?(error: unknown, input: In, context: StepContext<Outputs, Params>): void | Promise<void>;
}
