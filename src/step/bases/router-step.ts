import type { StepContext } from '../context';
import { type Routed, type RoutedOf, route } from '../routed';
import type { StepFailure } from '../step-failure';
import { markBase } from './step-class';
import type { Returned, RoutesWithout, Skipped, StepTypes, SystemAction } from './step-types';

/**
 * The base class of a step with several actions, declared as a table from action to the value that its edge carries.
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

  static {
    markBase(RouterStep, 'router');
  }

  /** Chooses an action and the value that it carries. */
  protected to<Action extends keyof Routes & string>(
    action: Action,
    value: Routes[Action],
  ): Routed<Action, Routes[Action]> {
    return route(action, value);
  }

  /** Performs the work and chooses the action. The only method that is retried. */
  abstract execute(input: In, context: StepContext<Outputs, Params>): Returned<RoutedOf<Routes>, Outputs>;

  /** Called once before the first attempt. Returns the route to take instead, or nothing to execute as usual. */
  skip?(
    input: In,
    context: StepContext<Outputs, Params>,
  ): Skipped<RoutedOf<Routes>> | undefined | Promise<Skipped<RoutedOf<Routes>> | undefined>;

  /** Returns the route after the last attempt has failed. An error that it throws becomes the failure of the node. */
  fallback?(
    failure: StepFailure<In>,
    context: StepContext<Outputs, Params>,
  ): RoutedOf<Routes> | Promise<RoutedOf<Routes>>;

  /** Undoes a committed visit when its run is rolled back. */
  compensate?(
    committed: { readonly input: In; readonly output: RoutedOf<Routes> },
    context: StepContext<Outputs, Params>,
  ): void | Promise<void>;

  /** Called after `execute`. An error that it throws fails the attempt. */
  onSuccess?(output: RoutedOf<Routes>, input: In, context: StepContext<Outputs, Params>): void | Promise<void>;

  /** Called with the live error of each failed attempt. An error that it throws is ignored. */
  onFailure?(error: unknown, input: In, context: StepContext<Outputs, Params>): void | Promise<void>;
}
