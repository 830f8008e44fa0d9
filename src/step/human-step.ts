import type { StepContext } from './context';
import { type Routed, type RoutedOf, route } from './routed';
import type { NoSystemActions, StepTypes } from './step-types';

/** Describes a task to the person who is to do it. */
export interface TaskRequest {
  readonly title: string;
  readonly description?: string;
  readonly assignee?: string;
  readonly candidateGroups?: readonly string[];
  readonly priority?: number;
  /** ISO date-time. */
  readonly due?: string;
}

/**
 * The base of a step that a person does. The run waits until the task is completed with a `Form`.
 *
 * Tasks need an engine that keeps them; an engine that does not refuses a flow with a human step when it is registered.
 */
export abstract class HumanStep<In, Form, Table extends object & NoSystemActions, Params = undefined> {
  declare readonly '~types': StepTypes<In, Table, object, Params, Form>;

  /** Chooses the action and gives what goes along it. */
  protected to<Action extends keyof Table & string>(
    action: Action,
    value: Table[Action],
  ): Routed<Action, Table[Action]> {
    return route(action, value);
  }

  /** Describes the task. */
  abstract request(input: In, context: StepContext<object, Params>): TaskRequest | Promise<TaskRequest>;

  /** Runs before a completion is acknowledged; a text refuses the form and says why. */
  check?(form: Form, input: In, who: string): string | undefined;

  /** Runs after the completion was acknowledged, with retries like any other work, and chooses the way. */
  abstract complete(
    form: Form,
    input: In,
    context: StepContext<object, Params>,
  ): RoutedOf<Table> | Promise<RoutedOf<Table>>;
}
