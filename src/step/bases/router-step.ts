import type { StepContext } from '../context';
import { type Routed, type RoutedOf, route } from '../routed';
import type { StepFailure } from '../step-failure';
import type { Returned, RoutesWithout, Skipped, StepTypes, SystemAction } from './step-types';

/**
 * The base of a step with several ways out, declared as a table from action to what its edge carries.
 *
 * @example
 * @Step()
 * class AmountRouter extends RouterStep<Order, { small: Order; large: Order }> {
 *   execute(order: Order) { return this.to(order.amount < 1000 ? 'small' : 'large', order); }
 * }
 */
export abstract class RouterStep<
  In,
  Routes extends object & RoutesWithout<SystemAction>,
  Outputs extends object = object,
  Params = undefined,
> {
  declare readonly '~types': StepTypes<In, Routes, Outputs, Params>;

  /** Chooses the action and gives what goes along it. */
  protected to<Action extends keyof Routes & string>(
    action: Action,
    value: Routes[Action],
  ): Routed<Action, Routes[Action]> {
    return route(action, value);
  }

  /** Does the work and chooses the way. It alone is repeated by retries. */
  abstract execute(input: In, context: StepContext<Outputs, Params>): Returned<RoutedOf<Routes>, Outputs>;

  /** Asked once before the first attempt: gives the route to take instead, or nothing to execute as usual. */
  skip?(
    input: In,
    context: StepContext<Outputs, Params>,
  ): Skipped<RoutedOf<Routes>> | undefined | Promise<Skipped<RoutedOf<Routes>> | undefined>;

  /** Gives the route to take after the last attempt has failed. What it throws becomes the node's failure. */
  fallback?(
    failure: StepFailure<In>,
    context: StepContext<Outputs, Params>,
  ): RoutedOf<Routes> | Promise<RoutedOf<Routes>>;

  /** Undoes a committed visit when its run is rolled back. */
  compensate?(
    committed: { readonly input: In; readonly output: RoutedOf<Routes> },
    context: StepContext<Outputs, Params>,
  ): void | Promise<void>;

  /** Called after `execute`; what it throws fails the attempt. */
  onSuccess?(output: RoutedOf<Routes>, input: In, context: StepContext<Outputs, Params>): void | Promise<void>;

  /** Called with the live error of each failed attempt; what it throws is ignored. */
  onFailure?(error: unknown, input: In, context: StepContext<Outputs, Params>): void | Promise<void>;
}
